import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { describe } from "vitest";
import { freePort } from "./free-port";
import { testMySqlUrl } from "./mysql";
import { testPostgresUrl } from "./postgres";
import { childrenOf } from "./processes";

const program = "/usr/sbin/sshd";

if (!existsSync(program) && process.env.CI)
  throw new Error(`${program} is not there: in CI no test of a server may be skipped.`);

const describeBehind = (url: string | undefined) => (existsSync(program) && url ? describe : describe.skip);

/** Suites that need an SSH server and a database behind it; without them they are listed as skipped, by name. */
export const describeWithSshd = describeBehind(testPostgresUrl);
export const describeMySqlWithSshd = describeBehind(testMySqlUrl);

export interface SshKey {
  private: string;
  public: string;
}

/** OpenSSH's own server on 127.0.0.1, with a host key of its own, for the user who runs the tests. */
export class Sshd {
  private constructor(
    readonly port: number,
    readonly user: string,
    readonly fingerprint: string,
    private readonly folder: string,
    private readonly process: ChildProcess,
  ) {}

  /** `more` are further lines of its configuration. */
  static async start(authorized: SshKey[], more: string[] = []): Promise<Sshd> {
    const folder = mkdtempSync(path.join(tmpdir(), "sluice-sshd-"));
    // As root it insists on this folder, which only the distribution's own service makes.
    if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true });
    const hostKey = path.join(folder, "host_key");
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", hostKey]);
    const port = await freePort();
    writeFileSync(path.join(folder, "authorized"), authorized.map((key) => key.public).join(""));
    writeFileSync(path.join(folder, "config"), configLines(folder, port, more).join("\n"));
    const child = spawn(program, ["-D", "-e", "-f", path.join(folder, "config")], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    await listening(child);
    const shown = execFileSync("ssh-keygen", ["-lf", hostKey]).toString();
    const fingerprint = /SHA256:\S+/.exec(shown)?.[0] ?? "";
    return new Sshd(port, userInfo().username, fingerprint, folder, child);
  }

  /** Ends the logins that are open, as a restart of the machine would; the server itself goes on. */
  endLogins(): void {
    for (const pid of childrenOf(this.process.pid ?? 0)) process.kill(pid, "SIGKILL");
  }

  logins(): number {
    return childrenOf(this.process.pid ?? 0).length;
  }

  async stop(): Promise<void> {
    const ended = once(this.process, "exit");
    this.process.kill("SIGTERM");
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A fresh key pair; `type` and `passphrase` as ssh-keygen takes them. */
export function makeSshKey(passphrase = "", options: string[] = ["-t", "ed25519"]): SshKey {
  const folder = mkdtempSync(path.join(tmpdir(), "sluice-key-"));
  try {
    const file = path.join(folder, "key");
    execFileSync("ssh-keygen", ["-q", ...options, "-N", passphrase, "-f", file]);
    return { private: readFileSync(file, "utf8"), public: readFileSync(`${file}.pub`, "utf8") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function configLines(folder: string, port: number, more: string[]): string[] {
  return [
    ...more,
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${path.join(folder, "host_key")}`,
    `AuthorizedKeysFile ${path.join(folder, "authorized")}`,
    "PidFile none",
    "StrictModes no",
    "UsePAM no",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "PermitRootLogin prohibit-password",
    "MaxStartups 100",
    "",
  ];
}

async function listening(child: ChildProcess): Promise<void> {
  let said = "";
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (/Server listening/.test(said)) resolve();
    });
    child.once("exit", (code) => reject(new Error(`sshd ended with ${code}:\n${said}`)));
  });
}
