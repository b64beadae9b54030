import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { TestAuthority } from "../certificates";
import { freePort } from "../free-port";
import { classPathOf } from "./prepared-home";
import { type BrokerIdentity, brokerCommand, brokerSettings, superUser } from "./broker-settings";
import type { BrokerFacts } from "./broker-facts";
import { mintToken } from "./tokens";

const readyWithinMs = 120_000;

/** Who may come by client certificate; its common name is the role. */
export const certifiedRole = "certified";

/** A standalone broker of our own on 127.0.0.1, in a folder that `prepare.sh` made the class path for. */
export class BrokerProcess {
  private process: ChildProcess | null = null;

  private constructor(
    private readonly home: string,
    private readonly folder: string,
    private readonly identity: BrokerIdentity,
  ) {}

  /**
   * Resolves once it is ready. `home` is the prepared folder, `folder` an empty one for data, certificates and the log;
   * `settings` are further lines of its configuration.
   */
  static async start(
    home: string,
    folder: string,
    settings: Record<string, string> = {},
  ): Promise<BrokerProcess> {
    mkdirSync(folder, { recursive: true });
    const identity: BrokerIdentity = {
      ports: { broker: await freePort(), brokerTls: await freePort(), web: await freePort() },
      tokenSecret: randomBytes(32),
      basic: { username: "basic", password: randomBytes(12).toString("hex") },
      files: issueCertificates(folder),
    };
    writeFileSync(path.join(folder, "broker.conf"), brokerSettings(identity, settings));
    const broker = new BrokerProcess(home, folder, identity);
    await broker.run(true);
    return broker;
  }

  get facts(): BrokerFacts {
    const { ports, tokenSecret, basic, files } = this.identity;
    return {
      serviceUrl: `pulsar://127.0.0.1:${ports.broker}`,
      tlsServiceUrl: `pulsar+ssl://localhost:${ports.brokerTls}`,
      adminUrl: `http://127.0.0.1:${ports.web}`,
      webSocketUrl: `ws://127.0.0.1:${ports.web}`,
      tokenSecret: tokenSecret.toString("base64"),
      caFile: files.authority,
      clientCertificateFile: path.join(this.folder, "client.crt"),
      clientKeyFile: path.join(this.folder, "client.key"),
      basic,
    };
  }

  /** Starts it again where it was stopped, with all that it had stored. */
  async restart(): Promise<void> {
    await this.stop();
    await this.run(false);
  }

  /** In order (SIGTERM), or as a crash would (SIGKILL). */
  async stop(how: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    const running = this.process;
    if (running === null || running.exitCode !== null || running.signalCode !== null) return;
    const ended = once(running, "exit");
    running.kill("SIGCONT"); // a paused one hears of nothing else
    running.kill(how);
    await ended;
  }

  /** Holds it still with its connections open, until `resume`. */
  pause(): void {
    this.process?.kill("SIGSTOP");
  }

  resume(): void {
    this.process?.kill("SIGCONT");
  }

  /** Stops it and forgets what it stored. */
  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async run(isNew: boolean): Promise<void> {
    const log = openSync(path.join(this.folder, "log"), "a");
    this.process = spawn("java", brokerCommand(classPathOf(this.home), this.folder, isNew), {
      stdio: ["ignore", log, log],
      cwd: this.folder,
    });
    closeSync(log);
    const ended = once(this.process, "exit").then(([code]) => {
      throw new Error(`The broker ended with ${String(code)} before it was ready:\n${this.lastOfLog()}`);
    });
    const answered = new AbortController();
    try {
      await Promise.race([this.ready(answered.signal), ended]);
    } finally {
      answered.abort();
      ended.catch(() => undefined); // it ends one day
    }
  }

  /** Its own "ready" says so before the namespace of the tests is there. */
  private async ready(signal: AbortSignal): Promise<void> {
    const url = `${this.facts.adminUrl}/admin/v2/namespaces/public/default`;
    const headers = { Authorization: `Bearer ${mintToken(this.identity.tokenSecret, superUser)}` };
    const deadline = Date.now() + readyWithinMs;
    while (!signal.aborted) {
      const response = await fetch(url, { headers }).catch(() => null); // nobody listens yet
      if (response?.status === 200) return;
      if (Date.now() > deadline) {
        await this.stop("SIGKILL");
        throw new Error(`The broker was not ready within ${readyWithinMs} ms:\n${this.lastOfLog()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  private lastOfLog(): string {
    return readFileSync(path.join(this.folder, "log"), "utf8").split("\n").slice(-40).join("\n");
  }
}

/** The broker's and a client's, by an authority that nobody else trusts. */
function issueCertificates(folder: string): BrokerIdentity["files"] {
  const authority = TestAuthority.create("Sluice test authority");
  const keep = (name: string, text: string) => {
    const file = path.join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  try {
    const broker = authority.issue({ commonName: "localhost", names: ["DNS:localhost", "IP:127.0.0.1"] });
    const client = authority.issue({ commonName: certifiedRole });
    keep("client.crt", client.certificate);
    keep("client.key", client.key);
    return {
      authority: keep("authority.crt", authority.certificate),
      certificate: keep("broker.crt", broker.certificate),
      key: keep("broker.key", broker.key),
    };
  } finally {
    authority.remove();
  }
}
