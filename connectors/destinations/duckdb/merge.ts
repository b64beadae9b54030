import { metaColumns, type StreamPlan, type TableName } from "@/connectors/sdk";
import {
  arrivalColumn,
  columnList,
  finalColumns,
  qualify,
  quote,
  quoteText,
  type Database,
  type TableColumn,
} from "./layout";
import { duckTypeOf } from "./values";

/**
 * Merges a stage into the deduplicated table, and drops it. Of each key the newest row stays: by cursor, null being
 * oldest, then by extraction, then by arrival. A row of the stage without a raw id removes what came before it under
 * its key. Rows whose key is null in part match nothing and are all kept.
 *
 * What gives way is deleted on both sides first, and then the whole stage is inserted: each statement joins keys
 * alone, and streams the wide rows, so that the memory it takes does not grow with them.
 */
export function mergeStatements(
  database: Database,
  plan: StreamPlan,
  stage: TableName,
  finalTypes: TableColumn[],
): string[] {
  const [from, into] = [qualify(database, stage), qualify(database, plan.table)];
  const [rawId, extractedAt, arrival] = [metaColumns.rawId, metaColumns.extractedAt, arrivalColumn].map(
    quote,
  );
  const keys = plan.key.map((name) => valueOf(plan, name, finalTypes));
  const cursor = plan.cursor === null ? null : valueOf(plan, plan.cursor, finalTypes);
  const keysOf = (alias: string) => keys.map((key) => key(alias)).join(", ");
  const hasKey = keys.map((key) => `${key("s")} IS NOT NULL`).join(" AND ");
  const sameKey = keys.map((key) => `${key("s")} = ${key("t")}`).join(" AND ");
  const sameGone = keys.map((key, part) => `${key("s")} = g.k${part}`).join(" AND ");
  const goneKeys = keys.map((key, part) => `${key("s")} AS k${part}`).join(", ");
  const order = `${cursor ? `${cursor("s")} DESC NULLS LAST, ` : ""}s.${extractedAt} DESC, s.${arrival} DESC`;
  const columns = finalColumns(plan);
  return [
    `DELETE FROM ${into} t USING ${from} s WHERE s.${rawId} IS NULL AND ${sameKey}`,
    `DELETE FROM ${from} s USING (SELECT ${goneKeys}, max(s.${arrival}) AS a FROM ${from} s WHERE s.${rawId} IS NULL GROUP BY ALL) g WHERE ${sameGone} AND s.${arrival} <= g.a`,
    `DELETE FROM ${from} WHERE ${arrival} IN (SELECT a FROM (SELECT s.${arrival} AS a, row_number() OVER (PARTITION BY ${keysOf("s")} ORDER BY ${order}) AS place FROM ${from} s WHERE ${hasKey}) WHERE place > 1)`,
    `DELETE FROM ${into} t USING ${from} s WHERE ${sameKey} AND ${isNewer(cursor, extractedAt ?? "")}`,
    `DELETE FROM ${from} s USING ${into} t WHERE ${sameKey}`,
    `INSERT INTO ${into} (${columnList(columns)}) SELECT ${columnList(columns)} FROM ${from} WHERE ${rawId} IS NOT NULL`,
    `DROP TABLE ${from}`,
  ];
}

/** Whether a row s of the stage is newer than the row t of the table; at a tie the later run's is. */
function isNewer(cursor: ((alias: string) => string) | null, extractedAt: string): string {
  const isLater = `s.${extractedAt} >= t.${extractedAt}`;
  if (cursor === null) return isLater;
  const [staged, present] = [cursor("s"), cursor("t")];
  return `(${staged} > ${present} OR (${staged} IS NOT NULL AND ${present} IS NULL) OR (${staged} IS NOT DISTINCT FROM ${present} AND ${isLater}))`;
}

/**
 * A column's value in a row of `alias`, in the type it has in the final table. With raw normalization it lies in the
 * document, as text; as a number where it is one, because texts of numbers do not sort as they do.
 */
function valueOf(plan: StreamPlan, name: string, finalTypes: TableColumn[]): (alias: string) => string {
  const column = plan.columns.find((candidate) => candidate.name === name);
  if (!column) throw new Error(`The plan of ${plan.table.name} has no column ${name}.`);
  if (plan.normalization === "raw") {
    const pointer = `/${column.field.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    const text = (alias: string) =>
      `json_extract_string(${alias}.${quote(metaColumns.data)}, ${quoteText(pointer)})`;
    const isNumber = ["integer", "number", "decimal"].includes(column.type.kind);
    return isNumber ? (alias) => `TRY_CAST(${text(alias)} AS ${duckTypeOf(column.type).sql})` : text;
  }
  const type = finalTypes.find((candidate) => candidate.name === name)?.type;
  return (alias) => (alias === "t" ? `t.${quote(name)}` : `CAST(s.${quote(name)} AS ${type})`);
}
