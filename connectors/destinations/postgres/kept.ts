import { type KeptGeneration, type StreamPlan, type TableName } from "@/connectors/sdk";
import { quoteIdentifier, quoteLiteral } from "@/connectors/sdk/postgres/identifiers";
import type { PgSession, Question } from "@/connectors/sdk/postgres/session";
import { digest, sqlTable } from "./layout";
import { commentOn, labelOf } from "./tables";

/** A former generation: a table beside the plan's, whose comment says what it is. */
export type KeptTable = Omit<KeptGeneration, "rows"> & { table: TableName };

function keptPrefix(plan: StreamPlan): string {
  return `_sluice_kept_${digest([plan.connectionId, plan.table.namespace, plan.table.name])}_`;
}

export function keptTable(plan: StreamPlan, generation: number): TableName {
  return { namespace: plan.table.namespace, name: `${keptPrefix(plan)}${generation}` };
}

/** Newest first. */
export async function findKept(session: PgSession, plan: StreamPlan): Promise<KeptTable[]> {
  const [kept] = await session.ask(`Looking for former generations of ${labelOf(plan.table)}`, [
    askForKept(plan),
  ]);
  return kept;
}

/** Newest first. */
export function askForKept(plan: StreamPlan): Question<KeptTable[]> {
  const sql = `
    SELECT c.relname AS name, obj_description(c.oid, 'pg_class') AS comment
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = ${quoteLiteral(plan.table.namespace)} AND starts_with(c.relname, ${quoteLiteral(keptPrefix(plan))}) AND c.relkind = 'r'`;
  return { sql, read: (rows) => toKept(plan, rows as KeptRow[]) };
}

interface KeptRow {
  name: string;
  comment: string | null;
}

function toKept(plan: StreamPlan, rows: KeptRow[]): KeptTable[] {
  return rows
    .map(({ name, comment }) => ({
      table: { namespace: plan.table.namespace, name },
      generation: Number(name.slice(keptPrefix(plan).length)),
      replacedAtMs: replacedAt(comment),
    }))
    .sort((left, right) => right.replacedAtMs - left.replacedAtMs || right.generation - left.generation);
}

function keptLabel(plan: StreamPlan, generation: number, atMs: number): string {
  return JSON.stringify({
    sluice: "A former generation of the table below, kept to be rolled back to.",
    table: [plan.table.namespace, plan.table.name],
    generation,
    replacedAt: new Date(atMs).toISOString(),
  });
}

/** Somebody may have written another comment: then it counts as the oldest. */
function replacedAt(comment: string | null): number {
  const [, instant = ""] = /"replacedAt":"([^"]+)"/.exec(comment ?? "") ?? [];
  return Date.parse(instant) || 0;
}

/** The table itself becomes the kept one. */
export function keepByRenaming(plan: StreamPlan, generation: number, atMs: number): string[] {
  const kept = keptTable(plan, generation);
  return [
    `DROP TABLE IF EXISTS ${sqlTable(kept)}`,
    `ALTER TABLE ${sqlTable(plan.table)} RENAME TO ${quoteIdentifier(kept.name)}`,
    commentOn(kept, keptLabel(plan, generation, atMs)),
  ];
}

/** Its rows are copied. Nobody but its owner may read the copy: row security does not come along. */
export function keepByCopying(plan: StreamPlan, generation: number, atMs: number): string[] {
  const kept = keptTable(plan, generation);
  return [
    `DROP TABLE IF EXISTS ${sqlTable(kept)}`,
    `CREATE TABLE ${sqlTable(kept)} (LIKE ${sqlTable(plan.table)})`,
    revokeFromAll(kept),
    `INSERT INTO ${sqlTable(kept)} SELECT * FROM ${sqlTable(plan.table)}`,
    commentOn(kept, keptLabel(plan, generation, atMs)),
  ];
}

/** What default privileges have given is taken back. */
function revokeFromAll(table: TableName): string {
  return `DO $revoke$ DECLARE grantee text; BEGIN
    FOR grantee IN SELECT DISTINCT CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END
        FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) AS a
       WHERE c.oid = ${quoteRegclass(table)} AND a.grantee <> c.relowner
    LOOP EXECUTE 'REVOKE ALL ON ${sqlTable(table).replaceAll("'", "''")} FROM ' || grantee; END LOOP; END $revoke$`;
}

function quoteRegclass(table: TableName): string {
  return `'${sqlTable(table).replaceAll("'", "''")}'::regclass`;
}

/** What is beyond the newest `most` goes. */
export async function dropKept(session: PgSession, plan: StreamPlan, most: number): Promise<void> {
  for (const { table } of (await findKept(session, plan)).slice(most))
    await session.run(
      `Dropping a former generation of ${labelOf(plan.table)}`,
      `DROP TABLE ${sqlTable(table)}`,
    );
}
