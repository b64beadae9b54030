import type { SettledStep } from "../protocol";
import { timestamp, type Sql } from "./database";

export type FinalStatus = "completed" | "failed" | "cancelled";

/** A run that has not ended, held by this transaction until it commits. */
export interface LockedRun {
  id: string;
  functionId: string;
  eventId: string;
  queuedAtMs: number;
  isStarted: boolean;
  settledSteps: number;
  stateBytes: number;
  limitKeys: string[];
  parentRunId: string | null;
  parentStepId: string | null;
  /** Set by the transaction itself once it has decided to end the run. */
  hasEnded: boolean;
}

export interface NewRun {
  id: string;
  functionId: string;
  eventId: string;
  isStarted: boolean;
  limitKeys: string[];
  singletonLock: string | null;
  parentRunId: string | null;
  parentStepId: string | null;
}

/** What the SDK must be told of a run. */
export interface LoadedRun {
  id: string;
  functionId: string;
  payload: string;
  settled: SettledStep[];
  pendingStepIds: Set<string>;
}

interface LockedRow {
  id: string;
  function_id: string;
  event_id: string;
  queued_at: Date;
  started_at: Date | null;
  settled_steps: number;
  state_bytes: number;
  limit_keys: string[];
  parent_run_id: string | null;
  parent_step_id: string | null;
}

/** Locks the live ones of these runs and of their parents, in one order for all transactions. */
export async function lockRuns(sql: Sql, ids: Iterable<string>): Promise<Map<string, LockedRun>> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const rows = await sql.query<LockedRow>(
    `SELECT id, function_id, event_id, queued_at, started_at, settled_steps, state_bytes, limit_keys,
            parent_run_id, parent_step_id
     FROM inngest_runs
     WHERE ended_at IS NULL AND id IN (
       SELECT unnest($1::text[])
       UNION SELECT parent_run_id FROM inngest_runs WHERE id = ANY($1) AND parent_run_id IS NOT NULL)
     ORDER BY id FOR NO KEY UPDATE`,
    [wanted],
  );
  return new Map(rows.map((row) => [row.id, toLockedRun(row)]));
}

export async function insertRuns(sql: Sql, runs: NewRun[], nowMs: number): Promise<void> {
  if (runs.length === 0) return;
  await sql.query(
    `INSERT INTO inngest_runs (id, function_id, event_id, status, queued_at, started_at, limit_keys, singleton_lock,
                               parent_run_id, parent_step_id)
     SELECT id, "functionId", "eventId", CASE WHEN "isStarted" THEN 'running' ELSE 'queued' END, $2,
            CASE WHEN "isStarted" THEN $2::timestamptz END, "limitKeys", "singletonLock", "parentRunId", "parentStepId"
     FROM json_to_recordset($1::json) AS r(id text, "functionId" text, "eventId" text, "isStarted" boolean,
       "limitKeys" text[], "singletonLock" text, "parentRunId" text, "parentStepId" text)`,
    [JSON.stringify(runs), timestamp(nowMs)],
  );
}

export async function endRuns(
  sql: Sql,
  ends: { id: string; status: FinalStatus; output: string | null }[],
  nowMs: number,
): Promise<void> {
  if (ends.length === 0) return;
  await sql.query(
    `UPDATE inngest_runs r SET status = e.status, output = e.output, ended_at = $2, singleton_lock = NULL
     FROM json_to_recordset($1::json) AS e(id text, status text, output text)
     WHERE r.id = e.id AND r.ended_at IS NULL`,
    [JSON.stringify(ends), timestamp(nowMs)],
  );
}

export async function updateProgress(sql: Sql, runs: LockedRun[]): Promise<void> {
  if (runs.length === 0) return;
  await sql.query(
    `UPDATE inngest_runs r SET settled_steps = p.steps, state_bytes = p.bytes
     FROM unnest($1::text[], $2::int[], $3::int[]) AS p(id, steps, bytes) WHERE r.id = p.id`,
    [runs.map((run) => run.id), runs.map((run) => run.settledSteps), runs.map((run) => run.stateBytes)],
  );
}

/** Marks live runs as started; answers with those that were not before. */
export async function markStarted(sql: Sql, ids: string[], nowMs: number): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `WITH held AS (
       SELECT id FROM inngest_runs WHERE id = ANY($1) AND started_at IS NULL AND ended_at IS NULL
       ORDER BY id FOR NO KEY UPDATE)
     UPDATE inngest_runs r SET started_at = $2, status = 'running' FROM held WHERE r.id = held.id RETURNING r.id`,
    [ids, timestamp(nowMs)],
  );
  return rows.map((row) => row.id);
}

interface StepRow {
  run_id: string;
  step_id: string;
  position: number | null;
  failed: boolean;
  output: string | null;
}

/** The live ones of these runs, with all their steps. */
export async function loadRuns(sql: Sql, ids: string[]): Promise<Map<string, LoadedRun>> {
  const runs = await sql.query<{ id: string; function_id: string; payload: string }>(
    `SELECT r.id, r.function_id, e.payload FROM inngest_runs r JOIN inngest_events e ON e.id = r.event_id
     WHERE r.id = ANY($1) AND r.ended_at IS NULL`,
    [ids],
  );
  const loaded = new Map<string, LoadedRun>();
  for (const { id, function_id: functionId, payload } of runs) {
    loaded.set(id, { id, functionId, payload, settled: [], pendingStepIds: new Set() });
  }
  const steps = await sql.query<StepRow>(
    `SELECT run_id, step_id, position, failed, output FROM inngest_steps WHERE run_id = ANY($1) ORDER BY run_id, position`,
    [ids],
  );
  for (const step of steps) addStep(loaded.get(step.run_id), step);
  return loaded;
}

/** Which live run holds each of these locks. */
export async function findSingletonHolders(sql: Sql, locks: string[]): Promise<Map<string, string>> {
  const rows = await sql.query<{ id: string; singleton_lock: string }>(
    `SELECT id, singleton_lock FROM inngest_runs WHERE singleton_lock = ANY($1)`,
    [locks],
  );
  return new Map(rows.map((row) => [row.singleton_lock, row.id]));
}

/** The events that started these runs, as JSON text, by run. */
export async function findPayloads(sql: Sql, runIds: string[]): Promise<Map<string, string>> {
  const rows = await sql.query<{ id: string; payload: string }>(
    `SELECT r.id, e.payload FROM inngest_runs r JOIN inngest_events e ON e.id = r.event_id WHERE r.id = ANY($1)`,
    [runIds],
  );
  return new Map(rows.map((row) => [row.id, row.payload]));
}

function addStep(run: LoadedRun | undefined, step: StepRow): void {
  if (!run) return;
  if (step.position === null) run.pendingStepIds.add(step.step_id);
  else run.settled.push({ stepId: step.step_id, failed: step.failed, output: step.output ?? "null" });
}

function toLockedRun(row: LockedRow): LockedRun {
  return {
    id: row.id,
    functionId: row.function_id,
    eventId: row.event_id,
    queuedAtMs: row.queued_at.getTime(),
    isStarted: row.started_at !== null,
    settledSteps: row.settled_steps,
    stateBytes: row.state_bytes,
    limitKeys: row.limit_keys,
    parentRunId: row.parent_run_id,
    parentStepId: row.parent_step_id,
    hasEnded: false,
  };
}
