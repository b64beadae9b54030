import path from "node:path";
import { Inngest } from "inngest";
import { pool as databasePool } from "@/lib/db";
import { env, workerEnvironment } from "@/lib/env";
import { decideForDestination } from "@/lib/governance/decide-for-destination";
import { createEmbeddedExecutor, createEventBridge } from "@/lib/inngest/embedded";
import { createFunctions } from "@/lib/inngest/functions";
import { log } from "@/lib/log";
import { createWorkerPool } from "@/lib/worker/pool";
import type { WorkerPool } from "@/lib/worker/tasks";
import { setRuntime, type Runtime } from "./index";
import type { Trouble } from "./trouble";

export const appId = "sluice";

export interface RuntimeHandle {
  /** Takes no new work, lets slices reach a checkpoint within `graceMs`, ends workers and executor. */
  stop(graceMs: number): Promise<void>;
}

/** Starts what runs beside the pages: worker pool and executor, or the client of an Inngest server in its place. */
export async function startRuntime(options: { workerEntry?: string } = {}): Promise<RuntimeHandle> {
  const { SLUICE_WORKERS, SLUICE_ALLOW_PRIVATE_NETWORK, localFilesDir, rootDir, usesInngestServer } = env();
  const pool = createWorkerPool({
    entry: options.workerEntry ?? path.join(rootDir, ".build/worker.mjs"),
    settings: { localFilesDir, allowPrivateNetwork: SLUICE_ALLOW_PRIVATE_NETWORK },
    syncWorkers: SLUICE_WORKERS,
    environment: workerEnvironment(),
    decide: decideForDestination,
  });
  return usesInngestServer ? startWithServer(pool) : startEmbedded(pool);
}

/** The client of an Inngest server, and the functions it calls back through /api/inngest. */
export function createServerFunctions() {
  const { INNGEST_EVENT_KEY, INNGEST_SIGNING_KEY, INNGEST_BASE_URL } = env();
  const client = new Inngest({
    id: appId,
    isDev: false,
    eventKey: INNGEST_EVENT_KEY,
    signingKey: INNGEST_SIGNING_KEY,
    baseUrl: INNGEST_BASE_URL,
  });
  return { client, functions: createFunctions(client) };
}

function startWithServer(pool: WorkerPool): RuntimeHandle {
  const { client } = createServerFunctions();
  setRuntime(
    runtimeOf(pool, client, { health: () => Promise.resolve(null), prune: () => Promise.resolve() }),
  );
  return {
    async stop(graceMs) {
      await pool.stop(graceMs);
      setRuntime(undefined);
    },
  };
}

async function startEmbedded(pool: WorkerPool): Promise<RuntimeHandle> {
  const bridge = createEventBridge(log);
  const client = new Inngest({ id: appId, ...bridge.options });
  const executor = await createEmbeddedExecutor({
    client,
    functions: createFunctions(client),
    pool: databasePool(),
    bridge,
    log,
    // The launcher holds the console's lock: what a dead process has left is ours at once.
    isOnlyExecutor: true,
  });
  setRuntime(
    runtimeOf(pool, client, {
      async health() {
        const { ok } = await executor.health();
        return ok ? null : "embedded_executor_silent";
      },
      async prune(olderThan) {
        await executor.prune(olderThan);
      },
    }),
  );
  await executor.start();
  return {
    async stop(graceMs) {
      await Promise.all([executor.stop(graceMs), pool.stop(graceMs)]);
      setRuntime(undefined);
    },
  };
}

interface ExecutorParts {
  health(): Promise<Trouble | null>;
  prune(olderThan: Date): Promise<void>;
}

function runtimeOf(pool: WorkerPool, client: Inngest, executor: ExecutorParts): Runtime {
  return {
    pool,
    send: async (events) => {
      if (events.length > 0) await client.send(events);
    },
    health: async () => ({
      executor: await executor.health(),
      workers: pool.health().ok ? null : "no_worker_alive",
    }),
    pruneExecutor: (olderThan) => executor.prune(olderThan),
  };
}
