import type { Sql } from "./store/database";
import { timestamp } from "./store/database";

export interface RunCounts {
  /** Created, and not called yet. */
  queued: number;
  /** A call is being made. */
  running: number;
  /** Started, and waiting: for a time, an event, another run, a retry or a limit. */
  sleeping: number;
}

export interface RunReport {
  id: string;
  functionId: string;
  status: string;
  event: unknown;
  output: unknown;
  queuedAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  steps: { name: string; kind: string; state: "pending" | "completed" | "failed"; output: unknown }[];
  /** Calls that are being made or are to be made. */
  jobs: {
    attempt: number;
    dueAt: Date;
    isRunning: boolean;
    waitsFor: string | null;
    lastError: string | null;
  }[];
}

export async function countRuns(sql: Sql): Promise<RunCounts> {
  const rows = await sql.query<{ queued: number; running: number; live: number }>(
    `SELECT count(*) FILTER (WHERE r.started_at IS NULL)::int AS queued,
            count(*) FILTER (WHERE r.started_at IS NOT NULL AND j.run_id IS NOT NULL)::int AS running,
            count(*)::int AS live
     FROM inngest_runs r
     LEFT JOIN (SELECT DISTINCT run_id FROM inngest_jobs WHERE owner IS NOT NULL) j ON j.run_id = r.id
     WHERE r.ended_at IS NULL`,
  );
  const { queued = 0, running = 0, live = 0 } = rows[0] ?? {};
  return { queued, running, sleeping: live - queued - running };
}

/** How long the oldest thing that is due has been waiting, in milliseconds. Jobs held back by a limit do not count. */
export async function measureLag(sql: Sql, functionIds: string[], nowMs: number): Promise<number> {
  const rows = await sql.query<{ due_at: Date | null }>(
    `SELECT LEAST(
       (SELECT min(due_at) FROM inngest_timers WHERE due_at <= $1),
       (SELECT min(due_at) FROM inngest_outbox WHERE due_at <= $1),
       (SELECT min(due_at) FROM inngest_jobs WHERE ready_at <= $1 AND function_id = ANY($2))) AS due_at`,
    [timestamp(nowMs), functionIds],
  );
  const dueMs = rows[0]?.due_at?.getTime();
  return dueMs === undefined ? 0 : Math.max(nowMs - dueMs, 0);
}

interface RunRow {
  function_id: string;
  status: string;
  output: string | null;
  payload: string;
  queued_at: Date;
  started_at: Date | null;
  ended_at: Date | null;
}

interface StepRow {
  name: string;
  kind: string;
  position: number | null;
  failed: boolean;
  output: string | null;
}

interface JobRow {
  attempt: number;
  due_at: Date;
  owner: string | null;
  parked_on: string | null;
  last_error: string | null;
}

export async function inspectRun(sql: Sql, id: string): Promise<RunReport | undefined> {
  const [run] = await sql.query<RunRow>(
    `SELECT r.function_id, r.status, r.output, e.payload, r.queued_at, r.started_at, r.ended_at
     FROM inngest_runs r JOIN inngest_events e ON e.id = r.event_id WHERE r.id = $1`,
    [id],
  );
  if (!run) return undefined;
  const steps = await sql.query<StepRow>(
    `SELECT name, kind, position, failed, output FROM inngest_steps WHERE run_id = $1 ORDER BY position`,
    [id],
  );
  const jobs = await sql.query<JobRow>(
    `SELECT attempt, due_at, owner, parked_on, last_error FROM inngest_jobs WHERE run_id = $1 ORDER BY id`,
    [id],
  );
  return {
    id,
    functionId: run.function_id,
    status: run.status,
    event: parse(run.payload),
    output: parse(run.output),
    queuedAt: run.queued_at,
    startedAt: run.started_at,
    endedAt: run.ended_at,
    steps: steps.map((step) => ({
      name: step.name,
      kind: step.kind,
      state: stateOf(step),
      output: parse(step.output),
    })),
    jobs: jobs.map((job) => ({
      attempt: job.attempt,
      dueAt: job.due_at,
      isRunning: job.owner !== null,
      waitsFor: job.parked_on,
      lastError: job.last_error,
    })),
  };
}

function stateOf({ position, failed }: StepRow): "pending" | "completed" | "failed" {
  if (position === null) return "pending";
  return failed ? "failed" : "completed";
}

function parse(text: string | null): unknown {
  return text === null ? null : (JSON.parse(text) as unknown);
}
