import { timestamp, type Sql } from "./database";

/** When the next timer, outbox entry, cron tick or delayed job is due; Infinity when there is none. */
export async function findNextDue(sql: Sql, nowMs: number): Promise<number> {
  const rows = await sql.query<{ next_at: Date | null }>(
    `SELECT LEAST(
       (SELECT min(due_at) FROM inngest_timers),
       (SELECT min(due_at) FROM inngest_outbox),
       (SELECT min(next_at) FROM inngest_crons),
       (SELECT min(ready_at) FROM inngest_jobs WHERE limited = false AND ready_at > $1),
       (SELECT min(ready_at) FROM inngest_jobs WHERE limited = true AND ready_at > $1)) AS next_at`,
    [timestamp(nowMs)],
  );
  return rows[0]?.next_at?.getTime() ?? Infinity;
}
