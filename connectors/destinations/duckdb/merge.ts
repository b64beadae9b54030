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
  const keyList = keys.map((key, part) => `${key("s")} AS k${part}`).join(", ");
  const hasKey = keys.map((key) => `${key("s")} IS NOT NULL`).join(" AND ");
  const sameKey = (left: string) => keys.map((key, part) => `${left}.k${part} = ${key("t")}`).join(" AND ");
  const sameKeyIn = (left: string) => keys.map((_, part) => `${left}.k${part} = w.k${part}`).join(" AND ");
  const parts = keys.map((_, part) => `k${part}`).join(", ");
  const order = `${cursor ? "c DESC NULLS LAST, " : ""}e DESC, a DESC`;
  const columns = finalColumns(plan);
  return [
    `CREATE OR REPLACE TEMP TABLE _sluice_gone AS SELECT ${keyList}, max(s.${arrival}) AS a FROM ${from} s WHERE s.${rawId} IS NULL AND ${hasKey} GROUP BY ALL`,
    `CREATE OR REPLACE TEMP TABLE _sluice_newest AS SELECT * FROM (SELECT ${keyList}, ${cursor ? `${cursor("s")} AS c, ` : ""}s.${extractedAt} AS e, s.${arrival} AS a FROM ${from} s WHERE s.${rawId} IS NOT NULL AND ${hasKey}) w WHERE NOT EXISTS (SELECT 1 FROM _sluice_gone g WHERE ${sameKeyIn("g")} AND g.a > w.a) QUALIFY row_number() OVER (PARTITION BY ${parts} ORDER BY ${order}) = 1`,
    `DELETE FROM ${into} t USING _sluice_gone g WHERE ${sameKey("g")}`,
    `DELETE FROM ${into} t USING _sluice_newest n WHERE ${sameKey("n")} AND ${isNewer(cursor?.("t"), `t.${extractedAt}`)}`,
    `INSERT INTO ${into} (${columnList(columns)}) SELECT ${columnList(columns, "s.")} FROM ${from} s WHERE s.${rawId} IS NOT NULL AND (NOT (${hasKey}) OR s.${arrival} IN (SELECT n.a FROM _sluice_newest n WHERE NOT EXISTS (SELECT 1 FROM ${into} t WHERE ${sameKey("n")})))`,
    `DROP TABLE ${from}`,
  ];
}

function isNewer(tableCursor: string | undefined, tableExtractedAt: string): string {
  const later = `n.e >= ${tableExtractedAt}`;
  if (tableCursor === undefined) return later;
  return `(n.c > ${tableCursor} OR (n.c IS NOT NULL AND ${tableCursor} IS NULL) OR (n.c IS NOT DISTINCT FROM ${tableCursor} AND ${later}))`;
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
  return (alias) => (alias === "t" ? `t.${quote(name)}` : `CAST(${alias}.${quote(name)} AS ${type})`);
}
