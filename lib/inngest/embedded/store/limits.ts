import { leasedColumns, toLeasedJob, type LeasedJob, type LeasedRow } from "./jobs";
import { timestamp, type Sql } from "./database";

/** One process at a time decides which limited jobs may go: only so do the limits hold exactly. */
const admissionLock = 1_229_867_348;

export async function lockAdmission(sql: Sql): Promise<void> {
  await sql.query(`SELECT pg_advisory_xact_lock($1)`, [admissionLock]);
}

/** How many calls are being made under each concurrency key, in all processes. */
export async function countRunning(sql: Sql): Promise<Map<string, number>> {
  const rows = await sql.query<{ key: string; count: number }>(
    `SELECT key, count(*)::int AS count FROM inngest_jobs, unnest(limit_keys) AS key WHERE owner IS NOT NULL GROUP BY key`,
  );
  return new Map(rows.map((row) => [row.key, row.count]));
}

/** What jobs are parked on. Walks from value to value: thousands of jobs may wait for one limit. */
export async function findParkedOn(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ parked_on: string }>(
    `WITH RECURSIVE walk AS (
       (SELECT parked_on FROM inngest_jobs WHERE parked_on IS NOT NULL ORDER BY parked_on LIMIT 1)
       UNION ALL
       SELECT (SELECT j.parked_on FROM inngest_jobs j WHERE j.parked_on > walk.parked_on ORDER BY j.parked_on LIMIT 1)
       FROM walk WHERE walk.parked_on IS NOT NULL)
     SELECT parked_on FROM walk WHERE parked_on IS NOT NULL`,
  );
  return rows.map((row) => row.parked_on);
}

/** Puts the oldest jobs that wait for a limit back into the queue. */
export async function unparkJobs(sql: Sql, parkedOn: string, count: number): Promise<void> {
  await sql.query(
    `UPDATE inngest_jobs SET parked_on = NULL, ready_at = rank_at
     WHERE id IN (SELECT id FROM inngest_jobs WHERE parked_on = $1 ORDER BY rank_at, id LIMIT $2 FOR UPDATE SKIP LOCKED)`,
    [parkedOn, count],
  );
}

/** Looks at every parked job anew: the limits may not be those of the executor that parked it. */
export async function unparkAllJobs(sql: Sql): Promise<void> {
  await sql.query(`UPDATE inngest_jobs SET parked_on = NULL, ready_at = rank_at WHERE parked_on IS NOT NULL`);
}

export async function parkJobs(sql: Sql, jobs: { id: string; parkedOn: string }[]): Promise<void> {
  if (jobs.length === 0) return;
  await sql.query(
    `UPDATE inngest_jobs j SET parked_on = p.parked_on, ready_at = NULL
     FROM unnest($1::bigint[], $2::text[]) AS p(id, parked_on) WHERE j.id = p.id`,
    [jobs.map((job) => job.id), jobs.map((job) => job.parkedOn)],
  );
}

/** Whether any job waits for a limit, or has to be held against one. */
export async function hasLimitedJobs(sql: Sql, nowMs: number): Promise<boolean> {
  const rows = await sql.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM inngest_jobs WHERE limited AND ready_at <= $1)
         OR EXISTS (SELECT 1 FROM inngest_jobs WHERE parked_on IS NOT NULL) AS found`,
    [timestamp(nowMs)],
  );
  return rows[0]?.found ?? false;
}

export interface WaitingJob {
  id: string;
  functionId: string;
  limitKeys: string[];
  throttleKey: string | null;
}

export async function findWaitingLimited(
  sql: Sql,
  query: { functionIds: string[]; nowMs: number; limit: number },
): Promise<WaitingJob[]> {
  const rows = await sql.query<{
    id: string;
    function_id: string;
    limit_keys: string[];
    throttle_key: string | null;
  }>(
    `SELECT id, function_id, limit_keys, throttle_key FROM inngest_jobs
     WHERE limited AND ready_at <= $2 AND function_id = ANY($1)
     ORDER BY ready_at, id LIMIT $3 FOR UPDATE SKIP LOCKED`,
    [query.functionIds, timestamp(query.nowMs), query.limit],
  );
  return rows.map((row) => ({
    id: row.id,
    functionId: row.function_id,
    limitKeys: row.limit_keys,
    throttleKey: row.throttle_key,
  }));
}

/** Leases admitted jobs. A throttle is paid for once per run, so a job forgets it here. */
export async function leaseAdmitted(sql: Sql, owner: string, ids: string[]): Promise<LeasedJob[]> {
  if (ids.length === 0) return [];
  const rows = await sql.query<LeasedRow>(
    `UPDATE inngest_jobs j SET owner = $1, lease = lease + 1, ready_at = NULL, throttle_key = NULL,
            limited = cardinality(limit_keys) > 0
     WHERE id = ANY($2::bigint[]) RETURNING ${leasedColumns}`,
    [owner, ids],
  );
  return rows.map(toLeasedJob);
}

/** GCRA: starts push `idleMs` ahead by `intervalMs` each, and it may be ahead by `burst` intervals at most. */
export interface ThrottleState {
  idleMs: number;
  intervalMs: number;
  burst: number;
}

export async function readThrottles(sql: Sql, keys: string[]): Promise<Map<string, ThrottleState>> {
  if (keys.length === 0) return new Map();
  const rows = await sql.query<{ key: string; idle_at: Date; interval_ms: number; burst: number }>(
    `SELECT key, idle_at, interval_ms, burst FROM inngest_throttles WHERE key = ANY($1)`,
    [keys],
  );
  return new Map(
    rows.map((row) => [
      row.key,
      { idleMs: row.idle_at.getTime(), intervalMs: row.interval_ms, burst: row.burst },
    ]),
  );
}

export async function writeThrottles(sql: Sql, throttles: Map<string, ThrottleState>): Promise<void> {
  if (throttles.size === 0) return;
  const rows = [...throttles].map(([key, state]) => ({
    key,
    ...state,
    idleAt: timestamp(Math.ceil(state.idleMs)),
  }));
  await sql.query(
    `INSERT INTO inngest_throttles (key, idle_at, interval_ms, burst)
     SELECT key, "idleAt", "intervalMs", burst
     FROM json_to_recordset($1::json) AS t(key text, "idleAt" timestamptz, "intervalMs" float8, burst int)
     ON CONFLICT (key) DO UPDATE SET idle_at = EXCLUDED.idle_at, interval_ms = EXCLUDED.interval_ms, burst = EXCLUDED.burst`,
    [JSON.stringify(rows)],
  );
}

/** Makes transactions that start runs with these locks go one after the other. */
export async function lockSingletons(sql: Sql, locks: string[]): Promise<void> {
  await sql.query(
    `SELECT pg_advisory_xact_lock(hashtextextended(lock, $2))
     FROM (SELECT DISTINCT lock FROM unnest($1::text[]) AS lock ORDER BY lock) AS ordered`,
    [locks, admissionLock],
  );
}

export async function releaseOnceKeys(sql: Sql, keys: string[]): Promise<void> {
  if (keys.length === 0) return;
  await sql.query(`DELETE FROM inngest_once_keys WHERE key = ANY($1)`, [keys]);
}

/** Takes keys that nobody has taken in the last 24 hours; answers with those that it got. */
export async function claimOnceKeys(
  sql: Sql,
  keys: string[],
  nowMs: number,
  expiresMs: number,
): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const rows = await sql.query<{ key: string }>(
    `INSERT INTO inngest_once_keys AS k (key, expires_at)
     SELECT key, $2 FROM (SELECT DISTINCT key FROM unnest($1::text[]) AS key ORDER BY key) AS ordered
     ON CONFLICT (key) DO UPDATE SET expires_at = EXCLUDED.expires_at WHERE k.expires_at <= $3
     RETURNING key`,
    [keys, timestamp(expiresMs), timestamp(nowMs)],
  );
  return new Set(rows.map((row) => row.key));
}
