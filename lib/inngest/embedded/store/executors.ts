import type { Sql } from "./database";

/** Says that this executor lives, for as long as given. Answers with the database's time and how many others live. */
export async function beat(
  sql: Sql,
  id: string,
  ttlMs: number,
): Promise<{ databaseMs: number; others: number }> {
  const rows = await sql.query<{ now: Date; others: number }>(
    `INSERT INTO inngest_executors (id, expires_at) VALUES ($1, clock_timestamp() + $2 * interval '1 ms')
     ON CONFLICT (id) DO UPDATE SET expires_at = EXCLUDED.expires_at
     RETURNING clock_timestamp() AS now,
       (SELECT count(*)::int FROM inngest_executors WHERE id <> $1 AND expires_at > clock_timestamp()) AS others`,
    [id, ttlMs],
  );
  return { databaseMs: rows[0]?.now.getTime() ?? Date.now(), others: rows[0]?.others ?? 0 };
}

export async function removeExecutor(sql: Sql, id: string): Promise<void> {
  await sql.query(`DELETE FROM inngest_executors WHERE id = $1`, [id]);
}

/** For a database that only one process can use: whoever is still listed died without saying so. */
export async function removeAllExecutors(sql: Sql): Promise<void> {
  await sql.query(`DELETE FROM inngest_executors`);
}

export async function removeDeadExecutors(sql: Sql): Promise<void> {
  await sql.query(`DELETE FROM inngest_executors WHERE expires_at < clock_timestamp() - interval '1 hour'`);
}
