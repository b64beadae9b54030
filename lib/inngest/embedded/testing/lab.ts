import { setTimeout as delay } from "node:timers/promises";
import { Inngest, type InngestFunction } from "inngest";
import type pg from "pg";
import { createPool } from "@/lib/db/pool";
import { createEventBridge } from "../client";
import { createEmbeddedExecutor, type EmbeddedExecutor, type EmbeddedExecutorOptions } from "../executor";

export interface LabOptions extends Pick<
  EmbeddedExecutorOptions,
  "clock" | "backoff" | "maxCalls" | "leaseTtlMs" | "pollMs" | "isOnlyExecutor"
> {
  databaseUrl: string;
  functions(client: Inngest): InngestFunction.Any[];
}

/** An executor of its own, as one process would have it. */
export interface Lab {
  client: Inngest;
  executor: EmbeddedExecutor;
  pool: pg.Pool;
  /** What the executor has logged as warnings and errors. */
  complaints: string[];
  /** Stops the executor, if it was started, and ends its connections. */
  close(graceMs?: number): Promise<void>;
}

export async function openLab(options: LabOptions): Promise<Lab> {
  const { databaseUrl, functions, ...settings } = options;
  const pool = createPool(databaseUrl, 10);
  const complaints: string[] = [];
  const complain = (message: string) => void complaints.push(message);
  const log = { debug: () => undefined, info: () => undefined, warn: complain, error: complain };
  const bridge = createEventBridge(log);
  const client = new Inngest({ id: "lab", ...bridge.options });
  const executor = await createEmbeddedExecutor({
    client,
    functions: functions(client),
    bridge,
    pool,
    log,
    ...settings,
  });
  return {
    client,
    executor,
    pool,
    complaints,
    async close(graceMs) {
      await executor.stop(graceMs);
      await pool.end();
    },
  };
}

/** Waits for a condition; the test's own time limit ends it. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await delay(5);
}

/** Holds a step's body until `release` is called. */
export function gate(): { opened: Promise<void>; release: () => void } {
  let release: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { opened, release };
}

export interface RunRow {
  id: string;
  function_id: string;
  status: string;
  output: string | null;
}

export async function listRuns(pool: pg.Pool, functionId?: string): Promise<RunRow[]> {
  const { rows } = await pool.query<RunRow>(
    `SELECT id, function_id, status, output FROM inngest_runs WHERE $1::text IS NULL OR function_id = $1 ORDER BY queued_at, id`,
    [functionId ?? null],
  );
  return rows;
}

export async function countLive(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM inngest_runs WHERE ended_at IS NULL`,
  );
  return rows[0]?.count ?? 0;
}
