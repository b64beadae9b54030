import { timestamp, type Sql } from "./database";

/** A job that this executor holds: a call it has to make. */
export interface LeasedJob {
  id: string;
  runId: string;
  /** The planned step to run; empty for the function itself. */
  stepId: string;
  functionId: string;
  attempt: number;
  /** Which lease of the job this is: an older one may write nothing. */
  lease: number;
  /** Whether ending the call frees a place that another job may wait for. */
  isLimited: boolean;
}

export interface NewJob {
  runId: string;
  stepId: string;
  functionId: string;
  dueMs: number;
  /** Its place in the queue; in the future while it is not due. */
  rankMs: number;
  limitKeys: string[];
  throttleKey: string | null;
  /** Leased from the start to this executor; null leaves it to whoever comes first. */
  owner: string | null;
}

export interface LeasedRow {
  id: string;
  run_id: string;
  step_id: string;
  function_id: string;
  attempt: number;
  lease: number;
  limited: boolean;
}

export const leasedColumns = "j.id, j.run_id, j.step_id, j.function_id, j.attempt, j.lease, j.limited";

/** Answers with the jobs that are leased from the start. */
export async function insertJobs(sql: Sql, jobs: NewJob[]): Promise<LeasedJob[]> {
  if (jobs.length === 0) return [];
  const rows = jobs.map((job) => ({
    ...job,
    dueAt: timestamp(job.dueMs),
    rankAt: timestamp(job.rankMs),
    limited: job.limitKeys.length > 0 || job.throttleKey !== null,
  }));
  const inserted = await sql.query<LeasedRow & { owner: string | null }>(
    `INSERT INTO inngest_jobs AS j (run_id, step_id, function_id, due_at, rank_at, ready_at, limited, limit_keys,
                                    throttle_key, owner, lease)
     SELECT "runId", "stepId", "functionId", "dueAt", "rankAt", CASE WHEN owner IS NULL THEN "rankAt" END, limited,
            "limitKeys", "throttleKey", owner, CASE WHEN owner IS NULL THEN 0 ELSE 1 END
     FROM json_to_recordset($1::json) AS n("runId" text, "stepId" text, "functionId" text, "dueAt" timestamptz,
       "rankAt" timestamptz, limited boolean, "limitKeys" text[], "throttleKey" text, owner text)
     RETURNING ${leasedColumns}, j.owner`,
    [JSON.stringify(rows)],
  );
  return inserted.filter((row) => row.owner !== null).map(toLeasedJob);
}

/**
 * Has these functions called (again). A call that is being made at this moment is repeated afterwards: it does not know
 * of what has just settled.
 */
export async function wakeRuns(
  sql: Sql,
  runs: { id: string; functionId: string; queuedAtMs: number; limitKeys: string[] }[],
  nowMs: number,
): Promise<void> {
  if (runs.length === 0) return;
  const rows = runs.map((run) => ({ ...run, rankAt: timestamp(Math.min(run.queuedAtMs, nowMs)) }));
  await sql.query(
    `INSERT INTO inngest_jobs AS j (run_id, function_id, due_at, rank_at, ready_at, limited, limit_keys)
     SELECT id, "functionId", $2, "rankAt", "rankAt", cardinality("limitKeys") > 0, "limitKeys"
     FROM json_to_recordset($1::json) AS r(id text, "functionId" text, "rankAt" timestamptz, "limitKeys" text[])
     ON CONFLICT (run_id, step_id) DO UPDATE SET again = j.owner IS NOT NULL`,
    [JSON.stringify(rows), timestamp(nowMs)],
  );
}

/** Takes jobs that no limit applies to: of each function the oldest runs' first, the functions in turn. */
export async function claimUnlimitedJobs(
  sql: Sql,
  claim: { owner: string; functionIds: string[]; nowMs: number; limit: number },
): Promise<LeasedJob[]> {
  const rows = await sql.query<LeasedRow>(
    `UPDATE inngest_jobs j SET owner = $1, lease = lease + 1, ready_at = NULL
     WHERE id IN (
       SELECT id FROM (
         SELECT w.id, w.ready_at, row_number() OVER (PARTITION BY f.id ORDER BY w.ready_at, w.id) AS turn
         FROM unnest($2::text[]) AS f(id), LATERAL (
           SELECT id, ready_at FROM inngest_jobs
           WHERE function_id = f.id AND limited = false AND ready_at <= $3
           ORDER BY ready_at, id LIMIT $4 FOR UPDATE SKIP LOCKED) AS w) AS waiting
       ORDER BY turn, ready_at, id LIMIT $4)
     RETURNING ${leasedColumns}`,
    [claim.owner, claim.functionIds, timestamp(claim.nowMs), claim.limit],
  );
  return rows.map(toLeasedJob);
}

/** Which of these leases are still held, and whether the function is to be called again. Locks the jobs. */
export async function lockLeases(
  sql: Sql,
  owner: string,
  jobs: LeasedJob[],
): Promise<Map<string, { again: boolean }>> {
  const rows = await sql.query<{ id: string; again: boolean }>(
    `SELECT j.id, j.again FROM inngest_jobs j
     JOIN unnest($2::bigint[], $3::int[]) AS held(id, lease) ON held.id = j.id AND held.lease = j.lease
     WHERE j.owner = $1 ORDER BY j.id FOR UPDATE OF j`,
    [owner, jobs.map((job) => job.id), jobs.map((job) => job.lease)],
  );
  return new Map(rows.map((row) => [row.id, { again: row.again }]));
}

export async function deleteJobs(sql: Sql, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql.query(`DELETE FROM inngest_jobs WHERE id = ANY($1::bigint[])`, [ids]);
}

/** Of ended runs. A job that is leased keeps its place under the limits until its call has returned. */
export async function deleteWaitingJobs(sql: Sql, runIds: string[]): Promise<void> {
  await sql.query(`DELETE FROM inngest_jobs WHERE run_id = ANY($1) AND owner IS NULL`, [runIds]);
}

export interface Retry {
  id: string;
  dueMs: number;
  error: string;
}

/** Gives leased jobs back, to be tried again later. */
export async function scheduleRetries(sql: Sql, retries: Retry[]): Promise<void> {
  if (retries.length === 0) return;
  await sql.query(
    `UPDATE inngest_jobs j SET owner = NULL, attempt = attempt + 1, due_at = r.due_at, rank_at = r.due_at,
            ready_at = r.due_at, again = false, last_error = r.error
     FROM unnest($1::bigint[], $2::timestamptz[], $3::text[]) AS r(id, due_at, error) WHERE j.id = r.id`,
    [
      retries.map((retry) => retry.id),
      retries.map((retry) => timestamp(retry.dueMs)),
      retries.map((retry) => retry.error),
    ],
  );
}

/** A held job goes on with the next call: attempts are counted anew. */
export async function continueJobs(sql: Sql, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql.query(
    `UPDATE inngest_jobs SET attempt = 0, again = false, last_error = NULL WHERE id = ANY($1::bigint[])`,
    [ids],
  );
}

/** Gives held jobs back as they are, due at once. `progressed` of them have done a step: their attempts are counted anew. */
export async function releaseJobs(sql: Sql, ids: string[], progressed: boolean): Promise<void> {
  if (ids.length === 0) return;
  await sql.query(
    `UPDATE inngest_jobs SET owner = NULL, ready_at = rank_at, again = false,
            attempt = CASE WHEN $2 THEN 0 ELSE attempt END
     WHERE id = ANY($1::bigint[])`,
    [ids, progressed],
  );
}

/** Gives back everything that this executor holds. */
export async function releaseOwnedJobs(sql: Sql, owner: string): Promise<void> {
  await sql.query(
    `UPDATE inngest_jobs SET owner = NULL, ready_at = rank_at, again = false WHERE owner = $1`,
    [owner],
  );
}

/** Everything that this executor holds, as `leaseKey`s. */
export async function findOwnedLeases(sql: Sql, owner: string): Promise<string[]> {
  const rows = await sql.query<{ id: string; lease: number }>(
    `SELECT id, lease FROM inngest_jobs WHERE owner = $1`,
    [owner],
  );
  return rows.map(leaseKey);
}

/** Gives back leases that this executor holds without knowing: it never heard the answer to the statement that took them. */
export async function releaseLeases(sql: Sql, owner: string, leaseKeys: string[]): Promise<void> {
  await sql.query(
    `UPDATE inngest_jobs SET owner = NULL, ready_at = rank_at, again = false
     WHERE owner = $1 AND id::text || '/' || lease::text = ANY($2)`,
    [owner, leaseKeys],
  );
}

export function leaseKey({ id, lease }: { id: string; lease: number }): string {
  return `${id}/${lease}`;
}

/** Gives back what is held by executors that no longer say they live. Answers with the number of jobs. */
export async function reclaimJobs(sql: Sql): Promise<number> {
  const rows = await sql.query<{ id: string }>(
    `UPDATE inngest_jobs SET owner = NULL, ready_at = rank_at, again = false
     WHERE id IN (
       SELECT j.id FROM inngest_jobs j
       WHERE j.owner IS NOT NULL AND NOT EXISTS (
         SELECT 1 FROM inngest_executors x WHERE x.id = j.owner AND x.expires_at > clock_timestamp())
       ORDER BY j.id FOR UPDATE SKIP LOCKED)
     RETURNING id`,
  );
  return rows.length;
}

export function toLeasedJob(row: LeasedRow): LeasedJob {
  return {
    id: row.id,
    runId: row.run_id,
    stepId: row.step_id,
    functionId: row.function_id,
    attempt: row.attempt,
    lease: row.lease,
    isLimited: row.limited,
  };
}
