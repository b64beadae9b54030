import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface, type Interface } from "node:readline";
import type { DeleteMode, JsonObject } from "@/connectors/sdk";
import type { CreateConnectionInput } from "@/lib/connections/schema";
import { createConnection } from "@/lib/connections/service";
import type { SyncMode } from "@/lib/sync/modes";
import { db } from "@/lib/db";
import { decideForDestination } from "@/lib/governance/decide-for-destination";
import { createDestination } from "@/lib/destinations/service";
import { getRun } from "@/lib/runs/queries";
import type { Sample } from "@/lib/runs/sample-schema";
import type { RunDetail } from "@/lib/runs/schema";
import { setRuntime } from "@/lib/runtime";
import { createSource } from "@/lib/sources/service";
import { createWorkerPool } from "@/lib/worker/pool";
import type { WorkerPool } from "@/lib/worker/tasks";
import type { Scope } from "@/lib/workspaces/scope";
import { bundleForTest } from "./build";
import { startConsoleDatabase, type ConsoleDatabase } from "./console-database";
import { childrenOf } from "./processes";

export interface ConnectionRequest {
  source: { connector: string; config: JsonObject };
  destination: { connector: string; config: JsonObject };
  streams: {
    namespace?: string;
    name: string;
    syncMode: SyncMode;
    cursorField?: string[];
    primaryKey?: string[][];
    deletes?: DeleteMode;
    keepGenerations?: number;
    arrays?: "json" | "tables";
  }[];
  normalization?: "raw" | "basic";
  policies?: CreateConnectionInput["policies"];
}

/**
 * A console without pages in a process of its own, that tests may kill: its database, its workers and its embedded
 * executor are real. Connections are made from the test's process through the services.
 */
export class SyncLab {
  /** Variables for the hosts that are started from now on, beside those of the test's process. */
  readonly hostVariables: Record<string, string> = {};
  private host: ChildProcess | null = null;
  private answers: Interface | null = null;
  private hostErrors = "";

  private constructor(
    readonly scope: Scope,
    readonly localFilesDir: string,
    private readonly dataDir: string,
    private readonly database: ConsoleDatabase,
    private readonly pool: WorkerPool,
    private readonly entries: { host: string; worker: string },
  ) {}

  static async start(): Promise<SyncLab> {
    const dataDir = mkdtempSync(path.join(tmpdir(), "sluice-lab-"));
    const localFilesDir = mkdtempSync(path.join(tmpdir(), "sluice-lab-files-"));
    Object.assign(process.env, {
      SLUICE_DATA_DIR: dataDir,
      SLUICE_LOCAL_FILES: localFilesDir,
      SLUICE_SECRET_KEY: randomBytes(32).toString("base64"),
    });
    const database = await startConsoleDatabase();
    const entries = {
      host: await bundleForTest("tests/support/sync-host.ts"),
      worker: await bundleForTest("lib/worker/main.ts"),
    };
    const pool = createWorkerPool({
      entry: entries.worker,
      settings: { localFilesDir, allowPrivateNetwork: true },
      syncWorkers: 1,
      decide: decideForDestination,
    });
    setRuntime({
      pool,
      send: () => Promise.resolve(),
      health: () => Promise.resolve({ executor: null, workers: null }),
    });
    const { id: workspaceId } = await db().workspace.create({ data: { name: "Lab" } });
    const scope: Scope = { workspaceId, actor: { kind: "system", part: "test" } };
    const lab = new SyncLab(scope, localFilesDir, dataDir, database, pool, entries);
    await lab.startHost();
    return lab;
  }

  async stop(): Promise<void> {
    await this.killHost();
    await this.pool.stop(0);
    setRuntime(undefined);
    await this.database.stop();
    for (const folder of [this.dataDir, this.localFilesDir]) rmSync(folder, { recursive: true, force: true });
    for (const entry of Object.values(this.entries)) rmSync(entry, { force: true });
  }

  async connect(request: ConnectionRequest): Promise<string> {
    const source = await createSource(this.scope, { name: "source", ...request.source });
    const destination = await createDestination(this.scope, { name: "destination", ...request.destination });
    const connection = await createConnection(this.scope, {
      sourceId: source.id,
      destinationId: destination.id,
      streams: request.streams,
      normalization: request.normalization ?? "basic",
      policies: request.policies ?? {},
    });
    return connection.id;
  }

  /** Asks the host for a sync; resolves with the run's id once it is queued. */
  sync(
    connectionId: string,
    wanted: {
      kind?: "refresh" | "clear" | "replay" | "verify" | "repair";
      streams?: { namespace?: string; name: string }[];
    } = {},
  ): Promise<string> {
    return this.ask({ connectionId, ...wanted });
  }

  /** Asks the host for a sample. */
  sample(connectionId: string, sample: Sample): Promise<string> {
    return this.ask({ connectionId, sample });
  }

  /** Lets the held streams of a run in, or refuses them. */
  async decide(runId: string, accept: boolean): Promise<void> {
    await this.ask({ runId, accept });
  }

  private async ask(request: object): Promise<string> {
    const { host, answers } = this;
    if (!host?.stdin || !answers) throw new Error("The host is not running.");
    const answer = once(answers, "line");
    host.stdin.write(`${JSON.stringify({ workspaceId: this.scope.workspaceId, ...request })}\n`);
    const [line] = (await answer) as [string];
    return line;
  }

  run(runId: string): Promise<RunDetail> {
    return getRun(this.scope, runId);
  }

  /** Looks at the run until it has ended, or `isEnough` says so. */
  async until(
    runId: string,
    isEnough: (run: RunDetail) => boolean = (run) => run.endedAt !== null,
  ): Promise<RunDetail> {
    for (;;) {
      const run = await this.run(runId);
      if (isEnough(run) || run.endedAt !== null) return run;
      this.expectHost();
      await pause(10);
    }
  }

  async logs(runId: string): Promise<string> {
    const lines = await db().runLog.findMany({ where: { runId }, orderBy: { id: "asc" } });
    return lines.map((line) => `${line.level} ${line.stream ?? ""} ${line.message}`).join("\n");
  }

  /** What can be known of the host and its runs, for the report of a test that failed. */
  async report(): Promise<string> {
    const runs = await db().run.findMany({ orderBy: { createdAt: "desc" }, take: 2 });
    const parts = await Promise.all(
      runs.map(async ({ id, number, status, failure }) =>
        [`Run ${number}: ${status} ${JSON.stringify(failure)}`, await this.logs(id)].join("\n"),
      ),
    );
    const { exitCode, signalCode } = this.host ?? {};
    return [...parts, `Host: exit ${exitCode}, signal ${signalCode}\n${this.hostErrors}`].join("\n\n");
  }

  private expectHost(): void {
    const { host } = this;
    if (host && host.exitCode !== null)
      throw new Error(`The host ended by itself (${host.exitCode}):\n${this.hostErrors}`);
  }

  async startHost(): Promise<void> {
    const host = spawn(process.execPath, ["--enable-source-maps", this.entries.host, this.entries.worker], {
      env: { ...process.env, ...this.hostVariables },
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.hostErrors = "";
    host.stderr.on("data", (chunk: Buffer) => (this.hostErrors += chunk.toString()));
    // Killing it closes the pipe under a write; the kill is what the test is about.
    host.stdin.on("error", () => undefined);
    const answers = createInterface({ input: host.stdout });
    this.host = host;
    this.answers = answers;
    const outcome = await Promise.race([
      once(answers, "line").then(() => "ready" as const),
      once(host, "exit").then(() => "exited" as const),
    ]);
    if (outcome === "exited") throw new Error(`The host did not start:\n${this.hostErrors}`);
  }

  async killHost(): Promise<void> {
    const { host } = this;
    if (!host || host.exitCode !== null || host.signalCode !== null) return;
    const exited = once(host, "exit");
    host.kill("SIGKILL");
    await exited;
  }

  /** Ends the host in order, as an administrator would; resolves with its exit code. */
  async terminateHost(): Promise<number | null> {
    const { host } = this;
    if (!host) throw new Error("The host is not running.");
    const exited = once(host, "exit");
    host.kill("SIGTERM");
    const [code] = (await exited) as [number | null];
    return code;
  }

  /** Kills every worker process of the host; false where it has none just now. */
  killWorkers(): boolean {
    const workers = this.host?.pid === undefined ? [] : childrenOf(this.host.pid);
    for (const pid of workers) kill(pid);
    return workers.length > 0;
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A worker may have ended by itself since it was seen. */
function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}
