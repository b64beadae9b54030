import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { describe } from "vitest";
import { chooseServerUser, type ServerUser } from "@/lib/bootstrap/postgres/server-user";
import { freePort } from "./free-port";

const installed = "/usr/lib/postgresql";
const programs = existsSync(installed)
  ? readdirSync(installed)
      .sort((left, right) => Number(right) - Number(left))
      .map((version) => path.join(installed, version, "bin"))
      .find((folder) => existsSync(path.join(folder, "initdb")))
  : undefined;

if (!programs && process.env.CI)
  throw new Error(`There is no PostgreSQL in ${installed}: in CI no test of a server may be skipped.`);

/** A suite that needs PostgreSQL's own programs; without them it is listed as skipped, by name. */
export const describeWithCluster = programs ? describe : describe.skip;

export interface ClusterOptions {
  /** Lines of pg_hba.conf. The superuser "postgres" is always let in from this machine, unencrypted. */
  hba?: string[];
  /** Files in its folder, by name, readable for the server alone. */
  files?: Record<string, string>;
  settings?: Record<string, string>;
}

/** A PostgreSQL of one's own on 127.0.0.1, for tests that change how the server itself is set up. */
export interface PostgresCluster {
  port: number;
  query(sql: string): Promise<void>;
  /** Changes files of its folder; resolves when new sessions meet them. */
  rewrite(files: Record<string, string>): Promise<void>;
  stop(): Promise<void>;
}

export async function startCluster({
  hba = [],
  files = {},
  settings = {},
}: ClusterOptions): Promise<PostgresCluster> {
  const folder = mkdtempSync(path.join(tmpdir(), "sluice-pg-"));
  const data = path.join(folder, "data");
  const user = chooseServerUser(data);
  if (user) chownSync(folder, user.uid, user.gid);
  const environment = { ...user, env: { NODE_ENV: "test" as const, PATH: process.env.PATH, LC_ALL: "C" } };
  const initdb = ["-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync"];
  execFileSync(programOf("initdb"), initdb, { ...environment, stdio: ["ignore", "ignore", "pipe"] });
  const own = "hostnossl all postgres 127.0.0.1/32 trust";
  write(data, { ...files, "pg_hba.conf": [own, ...hba, ""].join("\n") }, user);
  const port = await freePort();
  const child = spawn(programOf("postgres"), ["-D", data, ...flagsOf(folder, port, settings)], {
    ...environment,
    stdio: ["ignore", "ignore", "pipe"],
  });
  await ready(child);
  const query = (sql: string) => onceConnected(port, (client) => client.query(sql));
  return {
    port,
    query: async (sql) => void (await query(sql)),
    async rewrite(changed) {
      write(data, changed, user);
      const before = await reloadTime(port);
      await query("SELECT pg_reload_conf()");
      while ((await reloadTime(port)) === before);
    },
    async stop() {
      const ended = once(child, "exit");
      child.kill("SIGINT");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function programOf(name: string): string {
  return path.join(programs ?? installed, name);
}

function flagsOf(folder: string, port: number, settings: Record<string, string>): string[] {
  const own = {
    port: String(port),
    listen_addresses: "127.0.0.1",
    unix_socket_directories: folder,
    fsync: "off",
  };
  return Object.entries({ ...own, ...settings }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
}

function write(data: string, files: Record<string, string>, user: ServerUser | undefined): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(data, name);
    writeFileSync(file, text, { mode: 0o600 });
    if (user) chownSync(file, user.uid, user.gid);
  }
}

function reloadTime(port: number): Promise<string> {
  return onceConnected(port, async (client) => {
    const { rows } = await client.query<{ at: string }>("SELECT pg_conf_load_time()::text AS at");
    return rows[0]?.at ?? "";
  });
}

async function onceConnected<Result>(
  port: number,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({
    host: "127.0.0.1",
    port,
    user: "postgres",
    database: "postgres",
    ssl: false,
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function ready(child: ChildProcess): Promise<void> {
  let said = "";
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (/database system is ready to accept connections/.test(said)) resolve();
    });
    child.once("exit", (code) => reject(new Error(`PostgreSQL ended with ${code}:\n${said}`)));
  });
}
