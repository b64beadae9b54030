import { randomBytes } from "node:crypto";
import fs from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { JsonObject } from "@/connectors/sdk";
import type { SyncMode } from "@/lib/sync/modes";
import { startConsoleProcess, type ConsoleProcess } from "../support/console-process";
import { descendantsOf, memoryOf, processorSecondsOf } from "../support/processes";

export interface ConnectionRequest {
  source: { type: string; config: JsonObject };
  destination: { type: string; config: JsonObject };
  stream: { namespace?: string; name: string; syncMode: SyncMode };
}

const tokenAnswer = z.object({ access_token: z.string() });
const workspacesAnswer = z.object({ data: z.array(z.object({ workspaceId: z.string() })) });
const runsAnswer = z.object({
  items: z.array(
    z.object({
      number: z.int(),
      status: z.string(),
      rowsWritten: z.string(),
      endedAt: z.iso.datetime().nullable(),
    }),
  ),
});

/** The console as `npm start` runs it, used as its users do: over the API, and over pages with a session. */
export class BenchConsole {
  private readonly bearer: string;
  private workspaceId = "";
  private cookie = "";

  private constructor(
    private readonly process: ConsoleProcess,
    readonly url: string,
    private readonly dataDir: string,
    readonly startSeconds: number,
    token: string,
  ) {
    this.bearer = `Bearer ${token}`;
  }

  /** On a data folder of its own. Start-up is measured at the second start, when the database is there. */
  static async start(settings: Record<string, string> = {}): Promise<BenchConsole> {
    const dataDir = await mkdtemp(path.join(tmpdir(), "sluice-bench-console-"));
    const owner = { email: "owner@example.com", password: randomBytes(12).toString("hex") };
    const client = { id: randomBytes(8).toString("hex"), secret: randomBytes(16).toString("hex") };
    const variables = {
      ...settings,
      SLUICE_DATA_DIR: dataDir,
      SLUICE_OWNER_EMAIL: owner.email,
      SLUICE_OWNER_PASSWORD: owner.password,
      SLUICE_CLIENT_ID: client.id,
      SLUICE_CLIENT_SECRET: client.secret,
    };
    const first = await startConsoleProcess(variables);
    await first.signal("SIGTERM");
    const begin = performance.now();
    const process = await startConsoleProcess(variables);
    const { url } = process;
    if (url === undefined) throw new Error(`The console did not start:\n${process.output()}`);
    const page = await fetch(`${url}/sign-in`);
    await page.text();
    const seconds = (performance.now() - begin) / 1000;
    if (page.status !== 200) throw new Error(`The first page answered ${page.status}.`);
    const { access_token } = tokenAnswer.parse(
      await json(
        await fetch(`${url}/api/public/v1/applications/token`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ client_id: client.id, client_secret: client.secret }),
        }),
      ),
    );
    const started = new BenchConsole(process, url, dataDir, seconds, access_token);
    await started.signIn(owner);
    const { data } = workspacesAnswer.parse(await started.api("GET", "workspaces"));
    started.workspaceId = data[0]?.workspaceId ?? "";
    return started;
  }

  async stop(): Promise<void> {
    await this.process.signal("SIGTERM");
    await rm(this.dataDir, { recursive: true, force: true });
  }

  get localFiles(): string {
    return path.join(this.dataDir, "files");
  }

  /** Makes source, destination and connection; answers with the connection's id. */
  async connect({ source, destination, stream }: ConnectionRequest): Promise<string> {
    const { workspaceId } = this;
    const { sourceId } = z.object({ sourceId: z.string() }).parse(
      await this.api("POST", "sources", {
        name: "bench",
        workspaceId,
        configuration: { sourceType: source.type, ...source.config },
      }),
    );
    const { destinationId } = z.object({ destinationId: z.string() }).parse(
      await this.api("POST", "destinations", {
        name: "bench",
        workspaceId,
        configuration: { destinationType: destination.type, ...destination.config },
      }),
    );
    const { connectionId } = z.object({ connectionId: z.string() }).parse(
      await this.api("POST", "connections", {
        sourceId,
        destinationId,
        namespaceDefinition: "destination",
        configurations: { streams: [stream] },
      }),
    );
    return connectionId;
  }

  /** Starts a sync over the API. */
  async sync(connectionId: string): Promise<void> {
    await this.api("POST", "jobs", { connectionId, jobType: "sync" });
  }

  /**
   * Waits for the end of the connection's newest run, answers with its instant, and throws when it is not green with that
   * number of rows. Looking costs processor time too, so `everyMs` should suit what is waited for.
   */
  async untilSucceeded(connectionId: string, rows: number, everyMs: number): Promise<Date> {
    for (;;) {
      const response = await this.page(`api/internal/connections/${connectionId}/runs?limit=1`);
      const [run] = runsAnswer.parse(await json(response)).items;
      if (run?.status === "succeeded" && run.rowsWritten === `${rows}` && run.endedAt !== null)
        return new Date(run.endedAt);
      if (run?.status !== "running" && run?.status !== "queued")
        throw new Error(`Run ${run?.number} is ${run?.status} with ${run?.rowsWritten} rows, not ${rows}.`);
      await sleep(everyMs);
    }
  }

  /** What a signed-in browser gets. */
  page(place: string): Promise<Response> {
    return fetch(`${this.url}/${place}`, { headers: { cookie: this.cookie }, redirect: "manual" });
  }

  /** That of the signed-in user, for a browser. */
  session(): { name: string; value: string; url: string }[] {
    return this.cookie.split("; ").map((pair) => {
      const [name = "", ...value] = pair.split("=");
      return { name, value: value.join("="), url: this.url };
    });
  }

  /** The largest share of real memory that each worker had so far, in megabytes (Linux). */
  workerPeaks(): number[] {
    return this.workers().map((pid) => memoryOf(pid, "VmHWM"));
  }

  /** Of the workers that are alive, so far (Linux). */
  workerProcessorSeconds(): number {
    return this.workers().reduce((sum, pid) => sum + processorSecondsOf(pid), 0);
  }

  /** Without workers and database (Linux). */
  ownProcessorSeconds(): number {
    return processorSecondsOf(this.process.pid);
  }

  /** The console, its workers and its database, without what they share, in megabytes (Linux). */
  megabytesOfAll(): number {
    return [this.process.pid, ...descendantsOf(this.process.pid), ...this.databaseProcesses()]
      .map(megabytesOf)
      .reduce((sum, megabytes) => sum + megabytes, 0);
  }

  private async signIn(owner: { email: string; password: string }): Promise<void> {
    const csrf = await fetch(`${this.url}/api/auth/csrf`);
    const { csrfToken } = z.object({ csrfToken: z.string() }).parse(await json(csrf));
    const signedIn = await fetch(`${this.url}/api/auth/callback/credentials`, {
      method: "POST",
      redirect: "manual",
      headers: { cookie: cookiesOf(csrf), "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ csrfToken, ...owner, json: "true" }),
    });
    this.cookie = cookiesOf(signedIn);
  }

  private async api(method: string, place: string, body?: JsonObject): Promise<unknown> {
    return json(
      await fetch(`${this.url}/api/public/v1/${place}`, {
        method,
        headers: { authorization: this.bearer, "content-type": "application/json" },
        ...(body ? { body: JSON.stringify(body) } : {}),
      }),
    );
  }

  private workers(): number[] {
    return descendantsOf(this.process.pid).filter((pid) =>
      fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("worker.mjs"),
    );
  }

  private databaseProcesses(): number[] {
    const file = path.join(this.dataDir, "postgres/data/postmaster.pid");
    const postmaster = Number(fs.readFileSync(file, "utf8").split("\n")[0]);
    return [postmaster, ...descendantsOf(postmaster)];
  }
}

async function json(response: Response): Promise<unknown> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url} answered ${response.status}: ${text}`);
  return JSON.parse(text);
}

function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
}

/** A process that ended while they were looked at holds nothing. */
function megabytesOf(pid: number): number {
  try {
    return memoryOf(pid, "Pss");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH"))
      return 0;
    throw error;
  }
}
