import { metaColumns, type StreamPlan } from "@/connectors/sdk";
import { quoteIdentifier } from "@/connectors/sdk/mysql/identifiers";
import { extractedAtSql, finalColumns, sqlTable, stageColumns, stageName } from "./layout";
import { columnType } from "./values";

/** What the statements of a merge are made of: quoted names, and conditions on rows of an alias. */
export interface MergeNames {
  table: string;
  stage: string;
  /** The run's instant. */
  run: string;
  columnNames: string[];
  columns: string;
  keys: string[];
  cursor: string | null;
  extractedAt: string;
  arrival: string;
  rawId: string;
  /** A row, not the deletion of one. */
  alive(alias: string): string;
  /** No part of the row's key is null. */
  keyed(alias: string): string;
  same(left: string, right: string): string;
  keysOf(alias: string): string;
  /** What rows of one key have in common, and no others, as a list to group and partition by. */
  partition(alias: string): string;
}

export function mergeNames(plan: StreamPlan): MergeNames {
  const columnNames = finalColumns(plan).map(({ name }) => quoteIdentifier(name));
  const keys = plan.key.map(quoteIdentifier);
  const deleted = quoteIdentifier(stageColumns.deleted);
  const kinds = new Map(plan.columns.map(({ name, type }) => [name, columnType(type).as]));
  return {
    table: sqlTable(plan.table),
    stage: sqlTable(stageName(plan)),
    run: extractedAtSql(plan),
    columnNames,
    columns: columnNames.join(", "),
    keys,
    cursor: plan.cursor === null || plan.repairs ? null : quoteIdentifier(plan.cursor),
    extractedAt: quoteIdentifier(metaColumns.extractedAt),
    arrival: quoteIdentifier(stageColumns.arrival),
    rawId: quoteIdentifier(metaColumns.rawId),
    alive: (alias) => (plan.stream.supports.deletes ? `${alias}.${deleted} IS NOT TRUE` : "TRUE"),
    keyed: (alias) => keys.map((key) => `${alias}.${key} IS NOT NULL`).join(" AND "),
    same: (left, right) => keys.map((key) => `${left}.${key} = ${right}.${key}`).join(" AND "),
    keysOf: (alias) => keys.map((key) => `${alias}.${key}`).join(", "),
    partition: (alias) =>
      plan.key
        .map((key) => {
          const column = `${alias}.${quoteIdentifier(key)}`;
          const as = kinds.get(key);
          // Sorting looks at the first max_sort_length bytes of a long value alone.
          return as === "text" || as === "binary" || as === "json" ? `SHA2(${column}, 256)` : column;
        })
        .join(", "),
  };
}

/** Whether row `a` is newer than row `b` by cursor, then by run. Rows that are equal in both are not. */
export function isNewer(a: string, b: string, { cursor, extractedAt }: MergeNames): string {
  const byRun = `${a}.${extractedAt} > ${b}.${extractedAt}`;
  if (!cursor) return byRun;
  const [left, right] = [`${a}.${cursor}`, `${b}.${cursor}`];
  return `(${left} > ${right} OR (${left} IS NOT NULL AND ${right} IS NULL) OR (${left} <=> ${right} AND ${byRun}))`;
}
