import { timestamp, type Sql } from "./database";

/**
 * When the next timer, outbox entry, cron tick or delayed job is due of those that concern these functions; Infinity
 * when there is none. Jobs that are due already do not count: they wait for room, not for a time.
 */
export async function findNextDue(sql: Sql, functionIds: string[], nowMs: number): Promise<number> {
  const rows = await sql.query<{ next_at: Date | null }>(
    `SELECT LEAST(
       (SELECT min(due_at) FROM inngest_timers),
       (SELECT min(due_at) FROM inngest_outbox WHERE function_id = '' OR function_id = ANY($2)),
       (SELECT min(next_at) FROM inngest_crons WHERE function_id = ANY($2)),
       (SELECT min(j.ready_at) FROM unnest($2::text[]) AS f(id), (VALUES (true), (false)) AS l(limited),
          LATERAL (SELECT ready_at FROM inngest_jobs
                   WHERE function_id = f.id AND limited = l.limited AND ready_at > $1 ORDER BY ready_at LIMIT 1) AS j)
     ) AS next_at`,
    [timestamp(nowMs), functionIds],
  );
  return rows[0]?.next_at?.getTime() ?? Infinity;
}
