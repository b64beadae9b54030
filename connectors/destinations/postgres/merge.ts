import { type Finished, metaColumns, type StreamPlan } from "@/connectors/sdk";
import { quoteIdentifier, quoteLiteral } from "@/connectors/sdk/postgres/identifiers";
import type { PgSession } from "@/connectors/sdk/postgres/session";
import { finalColumns, keyIndexName, sqlTable, stageColumns, stageName } from "./layout";
import { extractedAtText } from "./stage";
import { labelOf } from "./tables";

/**
 * Merges the stage into the table by key, and empties it, in the open transaction. Of the rows of a key the newest
 * stays: by cursor (none is the oldest), then by the run that brought it, then by arrival. A row whose key has a null
 * is like no other and is added. Sets, not rows: a handful of statements whatever the number of rows.
 */
export async function mergeStage(session: PgSession, plan: StreamPlan): Promise<Finished> {
  const doing = `Merging into ${labelOf(plan.table)}`;
  const { deletes, merge, countStaged, clean } = mergeStatements(plan);
  const [staged] = await session.query<{ rows: string }>(doing, countStaged);
  for (const statement of deletes) await session.run(doing, statement);
  const [merged] = await session.query<{ rows: string }>(doing, merge);
  for (const statement of clean) await session.run(doing, statement);
  const rows = Number(merged?.rows ?? 0);
  return { rows, superseded: Number(staged?.rows ?? 0) - rows };
}

export interface MergeStatements {
  deletes: string[];
  countStaged: string;
  merge: string;
  clean: string[];
}

export function mergeStatements(plan: StreamPlan): MergeStatements {
  if (plan.key.length === 0)
    throw new Error(`${labelOf(plan.table)} is to be deduped, but the plan names no key.`);
  const names = sqlNames(plan);
  const { table, stage, run, columns, keys, extractedAt, arrival } = names;
  const alive = plan.stream.supports.deletes
    ? `${quoteIdentifier(stageColumns.deleted)} IS NOT TRUE`
    : "true";
  const cursor = plan.cursor === null ? null : quoteIdentifier(plan.cursor);
  const keyed = keys.map((key) => `${key} IS NOT NULL`).join(" AND ");
  const order = [
    ...keys,
    ...(cursor ? [`${cursor} DESC NULLS LAST`] : []),
    `${extractedAt} DESC`,
    `${arrival} DESC`,
  ].join(", ");
  const same = keys.map((key) => `t.${key} = n.${key}`).join(" AND ");
  const tableIsNewer = isNewer("t", "n", cursor, extractedAt);
  const merge = `
    WITH newest AS MATERIALIZED (
      SELECT DISTINCT ON (${keys.join(", ")}) ${columns} FROM ${stage} WHERE ${keyed} AND ${alive} ORDER BY ${order}
    ), replaced AS (
      DELETE FROM ${table} t USING newest n WHERE ${same} AND (${tableIsNewer}) IS NOT TRUE
    ), added AS (
      INSERT INTO ${table} (${columns})
      SELECT ${columns} FROM newest n WHERE NOT EXISTS (SELECT FROM ${table} t WHERE ${same} AND ${tableIsNewer})
      UNION ALL
      SELECT ${columns} FROM ${stage} WHERE NOT (${keyed}) AND ${alive}
      RETURNING ${extractedAt}
    )
    SELECT count(*) AS rows FROM added WHERE ${extractedAt} = ${run}`;
  return {
    deletes: plan.stream.supports.deletes ? deleteStatements(names, alive) : [],
    countStaged: `SELECT count(*) AS rows FROM ${stage} WHERE ${extractedAt} = ${run} AND ${alive}`,
    merge,
    clean: [
      `TRUNCATE ${stage}`,
      `CREATE INDEX IF NOT EXISTS ${quoteIdentifier(keyIndexName(plan))} ON ${table} (${keys.join(", ")})`,
    ],
  };
}

type Names = ReturnType<typeof sqlNames>;

function sqlNames(plan: StreamPlan) {
  return {
    table: sqlTable(plan.table),
    stage: sqlTable(stageName(plan)),
    run: `${quoteLiteral(extractedAtText(plan))}::timestamptz`,
    columns: finalColumns(plan)
      .map(({ name }) => quoteIdentifier(name))
      .join(", "),
    keys: plan.key.map(quoteIdentifier),
    extractedAt: quoteIdentifier(metaColumns.extractedAt),
    arrival: quoteIdentifier(stageColumns.arrival),
  };
}

/** Whether row `a` is newer than row `b` by cursor, then by run. Rows that are equal in both are not. */
function isNewer(a: string, b: string, cursor: string | null, extractedAt: string): string {
  const byRun = `${a}.${extractedAt} > ${b}.${extractedAt}`;
  if (!cursor) return byRun;
  const [left, right] = [`${a}.${cursor}`, `${b}.${cursor}`];
  return `(${left} > ${right} OR (${left} IS NOT NULL AND ${right} IS NULL) OR (${left} IS NOT DISTINCT FROM ${right} AND ${byRun}))`;
}

/** A deletion takes away every row of its key that arrived before it: from the table, and from the stage. */
function deleteStatements({ table, stage, keys, arrival }: Names, alive: string): string[] {
  const same = (a: string) => keys.map((key) => `${a}.${key} = d.${key}`).join(" AND ");
  const deleted = `SELECT ${keys.join(", ")}, max(${arrival}) AS last FROM ${stage} WHERE NOT (${alive}) GROUP BY ${keys.join(", ")}`;
  return [
    `DELETE FROM ${table} t USING (${deleted}) d WHERE ${same("t")}`,
    `DELETE FROM ${stage} s USING (${deleted}) d WHERE ${same("s")} AND s.${arrival} < d.last AND ${alive}`,
  ];
}
