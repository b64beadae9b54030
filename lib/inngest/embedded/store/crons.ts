import { timestamp, type Sql } from "./database";

export interface CronRow {
  functionId: string;
  expression: string;
  nextMs: number;
}

/** Sets the first tick of expressions that are new, and forgets those that are no longer registered. */
export async function saveCrons(sql: Sql, crons: CronRow[]): Promise<void> {
  const functionIds = crons.map((cron) => cron.functionId);
  const expressions = crons.map((cron) => cron.expression);
  await sql.query(
    `DELETE FROM inngest_crons WHERE (function_id, expression) NOT IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
    [functionIds, expressions],
  );
  if (crons.length === 0) return;
  await sql.query(
    `INSERT INTO inngest_crons (function_id, expression, next_at) SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[])
     ON CONFLICT (function_id, expression) DO NOTHING`,
    [functionIds, expressions, crons.map((cron) => timestamp(cron.nextMs))],
  );
}

export async function findDueCrons(sql: Sql, nowMs: number): Promise<CronRow[]> {
  const rows = await sql.query<{ function_id: string; expression: string; next_at: Date }>(
    `SELECT function_id, expression, next_at FROM inngest_crons WHERE next_at <= $1 ORDER BY next_at`,
    [timestamp(nowMs)],
  );
  return rows.map((row) => ({
    functionId: row.function_id,
    expression: row.expression,
    nextMs: row.next_at.getTime(),
  }));
}

/** Moves a cron on to its next tick; false when another executor has done so already. */
export async function advanceCron(sql: Sql, cron: CronRow, nextMs: number): Promise<boolean> {
  const rows = await sql.query(
    `UPDATE inngest_crons SET next_at = $4 WHERE function_id = $1 AND expression = $2 AND next_at = $3 RETURNING 1`,
    [cron.functionId, cron.expression, timestamp(cron.nextMs), timestamp(nextMs)],
  );
  return rows.length > 0;
}
