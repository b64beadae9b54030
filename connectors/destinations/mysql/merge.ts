import { type Finished, metaColumns, type StreamPlan } from "@/connectors/sdk";
import { quoteIdentifier } from "@/connectors/sdk/mysql/identifiers";
import type { MySqlSession } from "@/connectors/sdk/mysql/session";
import { extractedAtSql, finalColumns, labelOf, sqlTable, stageColumns, stageName } from "./layout";
import { columnType } from "./values";

/**
 * Merges the stage into the table by key, and empties it, in the open transaction. Of the rows of a key the newest
 * stays: by cursor (none is the oldest), then by the run that brought it, then by arrival. A row whose key has a null
 * is like no other and is added. Sets, not rows: a handful of statements whatever the number of rows.
 */
export async function mergeStage(session: MySqlSession, plan: StreamPlan): Promise<Finished> {
  const doing = `Merging into ${labelOf(plan.table)}`;
  const { deletes, count, settle, add } = mergeStatements(plan);
  const countRows = async () => Number((await session.query<{ rows: string }>(doing, count))[0]?.rows ?? 0);
  const staged = await countRows();
  for (const statement of [...deletes, ...settle]) await session.run(doing, statement);
  const rows = await countRows();
  for (const statement of add) await session.run(doing, statement);
  return { rows, superseded: staged - rows };
}

export interface MergeStatements {
  /** Rows of this run in the stage. */
  count: string;
  deletes: string[];
  /** Leaves in the stage the rows that win, and takes those from the table that lose. */
  settle: string[];
  add: string[];
}

export function mergeStatements(plan: StreamPlan): MergeStatements {
  if (plan.key.length === 0)
    throw new Error(`${labelOf(plan.table)} is to be deduped, but the plan names no key.`);
  const names = sqlNames(plan);
  const { table, stage, columns, keys, extractedAt, arrival, alive, cursor } = names;
  const keyed = keys.map(({ column }) => `${column} IS NOT NULL`).join(" AND ");
  const order = [...(cursor ? [`${cursor} DESC`] : []), `${extractedAt} DESC`, `${arrival} DESC`].join(", ");
  const partition = keys.map(({ partition }) => partition).join(", ");
  const same = sameKey(names, "t", "n");
  const tableIsNewer = isNewer("t", "n", cursor, extractedAt);
  return {
    count: `SELECT COUNT(*) AS \`rows\` FROM ${stage} WHERE ${extractedAt} = ${names.run} AND ${alive("")}`,
    deletes: plan.stream.supports.deletes ? deleteStatements(names) : [],
    settle: [
      `DELETE n FROM ${stage} AS n JOIN (
         SELECT ${arrival} FROM (
           SELECT ${arrival}, ROW_NUMBER() OVER (PARTITION BY ${partition} ORDER BY ${order}) AS place
             FROM ${stage} WHERE ${keyed} AND ${alive("")}) AS ranked
          WHERE place > 1) AS losers ON losers.${arrival} = n.${arrival}`,
      `DELETE t FROM ${table} AS t JOIN ${stage} AS n ON ${same} WHERE ${alive("n.")} AND (${tableIsNewer}) IS NOT TRUE`,
      `DELETE n FROM ${stage} AS n JOIN ${table} AS t ON ${same} WHERE ${alive("n.")}`,
    ],
    add: [
      `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM ${stage} WHERE ${alive("")} ORDER BY ${arrival}`,
      `DELETE FROM ${stage}`,
    ],
  };
}

type Names = ReturnType<typeof sqlNames>;

function sqlNames(plan: StreamPlan) {
  const deleted = quoteIdentifier(stageColumns.deleted);
  const kinds = new Map(plan.columns.map(({ name, type }) => [name, columnType(type)]));
  return {
    table: sqlTable(plan.table),
    stage: sqlTable(stageName(plan)),
    run: extractedAtSql(plan),
    columns: finalColumns(plan)
      .map(({ name }) => quoteIdentifier(name))
      .join(", "),
    keys: plan.key.map((key) => {
      const column = quoteIdentifier(key);
      const as = kinds.get(key)?.as;
      const isLong = as === "text" || as === "binary" || as === "json";
      // Sorting looks at the first max_sort_length bytes of a long value alone.
      return { column, partition: isLong ? `SHA2(${column}, 256)` : column };
    }),
    cursor: plan.cursor === null ? null : quoteIdentifier(plan.cursor),
    extractedAt: quoteIdentifier(metaColumns.extractedAt),
    arrival: quoteIdentifier(stageColumns.arrival),
    alive: (prefix: string) => (plan.stream.supports.deletes ? `${prefix}${deleted} IS NOT TRUE` : "TRUE"),
  };
}

function sameKey({ keys }: Names, left: string, right: string): string {
  return keys.map(({ column }) => `${left}.${column} = ${right}.${column}`).join(" AND ");
}

/** Whether row `a` is newer than row `b` by cursor, then by run. Rows that are equal in both are not. */
function isNewer(a: string, b: string, cursor: string | null, extractedAt: string): string {
  const byRun = `${a}.${extractedAt} > ${b}.${extractedAt}`;
  if (!cursor) return byRun;
  const [left, right] = [`${a}.${cursor}`, `${b}.${cursor}`];
  return `(${left} > ${right} OR (${left} IS NOT NULL AND ${right} IS NULL) OR (${left} <=> ${right} AND ${byRun}))`;
}

/** A deletion takes away every row of its key that arrived before it: from the table, and from the stage. */
function deleteStatements(names: Names): string[] {
  const { table, stage, keys, arrival, alive } = names;
  const columns = keys.map(({ column }) => column).join(", ");
  const deleted = `SELECT ${columns}, MAX(${arrival}) AS last_one FROM ${stage} WHERE NOT (${alive("")}) GROUP BY ${columns}`;
  return [
    `DELETE t FROM ${table} AS t JOIN (${deleted}) AS d ON ${sameKey(names, "t", "d")}`,
    `DELETE s FROM ${stage} AS s JOIN (${deleted}) AS d ON ${sameKey(names, "s", "d")} WHERE s.${arrival} < d.last_one AND ${alive("s.")}`,
  ];
}
