import { timestamp, type Sql } from "./store/database";

const batch = 1_000;

export interface Pruned {
  runs: number;
  events: number;
}

/**
 * Lets go of runs that ended before `olderThanMs`, with their steps, and of events received before then that no run and
 * no outbox entry refers to; also of de-duplication keys and throttles that have expired. In small parts, and safe to run
 * twice or beside itself.
 */
export async function pruneHistory(sql: Sql, olderThanMs: number, nowMs: number): Promise<Pruned> {
  const runs = await deleteInParts(
    sql,
    `DELETE FROM inngest_runs WHERE id IN (
       SELECT id FROM inngest_runs WHERE ended_at < $1 ORDER BY ended_at LIMIT ${batch} FOR UPDATE SKIP LOCKED) RETURNING 1`,
    olderThanMs,
  );
  const events = await deleteInParts(
    sql,
    `DELETE FROM inngest_events WHERE id IN (
       SELECT e.id FROM inngest_events e
       WHERE e.received_at < $1 AND NOT EXISTS (SELECT 1 FROM inngest_runs r WHERE r.event_id = e.id)
         AND NOT EXISTS (SELECT 1 FROM inngest_outbox o WHERE o.event_id = e.id)
       ORDER BY e.received_at LIMIT ${batch} FOR UPDATE SKIP LOCKED) RETURNING 1`,
    olderThanMs,
  );
  await sql.query(`DELETE FROM inngest_once_keys WHERE expires_at < $1`, [timestamp(nowMs)]);
  await sql.query(`DELETE FROM inngest_throttles WHERE idle_at < $1`, [timestamp(nowMs)]);
  return { runs, events };
}

async function deleteInParts(sql: Sql, statement: string, beforeMs: number): Promise<number> {
  let total = 0;
  for (;;) {
    const deleted = await sql.query(statement, [timestamp(beforeMs)]);
    total += deleted.length;
    if (deleted.length < batch) return total;
  }
}
