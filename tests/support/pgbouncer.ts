import { spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe } from "vitest";
import { chooseServerUser } from "@/lib/bootstrap/postgres/server-user";
import { freePort } from "./free-port";
import { testPostgresUrl } from "./postgres";

const program = "/usr/sbin/pgbouncer";

if (!existsSync(program) && process.env.CI)
  throw new Error(`${program} is not there: in CI no test of a server may be skipped.`);

/** A suite that needs PgBouncer and a PostgreSQL behind it; without them it is listed as skipped, by name. */
export const describeWithPooler = existsSync(program) && testPostgresUrl ? describe : describe.skip;

export interface Pooler {
  /** The same database through the pooler. */
  through(url: string): string;
  stop(): Promise<void>;
}

/** PgBouncer on 127.0.0.1 as it comes, in front of the test server. `more` are further lines of its configuration. */
export async function startPooler(mode: "session" | "transaction", more: string[] = []): Promise<Pooler> {
  const { hostname, port, username, password } = new URL(testPostgresUrl ?? "");
  const folder = mkdtempSync(path.join(tmpdir(), "sluice-pooler-"));
  const user = chooseServerUser(path.join(folder, "none"));
  const own = await freePort();
  const upstream = [
    `host=${hostname} port=${port || "5432"} user=${decodeURIComponent(username)}`,
    ...(password ? [`password=${decodeURIComponent(password)}`] : []),
  ];
  const lines = [
    "[databases]",
    `* = ${upstream.join(" ")}`,
    "[pgbouncer]",
    "listen_addr = 127.0.0.1",
    `listen_port = ${own}`,
    "unix_socket_dir =",
    "auth_type = any",
    `pool_mode = ${mode}`,
    ...more,
    "",
  ];
  const config = path.join(folder, "pgbouncer.ini");
  writeFileSync(config, lines.join("\n"), { mode: 0o600 });
  if (user) for (const place of [folder, config]) chownSync(place, user.uid, user.gid);
  const child = spawn(program, [config], { ...user, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  await new Promise<void>((resolve, reject) => {
    child.stderr.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (/process up/.test(said)) resolve();
    });
    child.once("exit", (code) => reject(new Error(`PgBouncer ended with ${code}:\n${said}`)));
  });
  return {
    through(url) {
      const changed = new URL(url);
      changed.hostname = "127.0.0.1";
      changed.port = String(own);
      return changed.toString();
    },
    async stop() {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
