import { metaColumns, type StreamPlan } from "@/connectors/sdk";
import { quoteIdentifier, quoteLiteral } from "@/connectors/sdk/postgres/identifiers";
import type { WireType } from "@/connectors/sdk/postgres/wire-types";
import { finalColumns, sqlTable, stageColumns, stageName } from "./layout";
import { extractedAtText } from "./stage";
import { sqlName } from "./values";

/** What the statements of a merge are made of: quoted names, and conditions on rows of an alias. */
export interface MergeNames {
  table: string;
  stage: string;
  /** The stage, its columns in the types of the table's. */
  staged: string;
  /** The run's instant. */
  run: string;
  columnNames: string[];
  columns: string;
  keys: string[];
  cursor: string | null;
  extractedAt: string;
  arrival: string;
  /** Columns by which one row is told from another, and the newer from the older. */
  compared: string[];
  /** A row, not the deletion of one. */
  alive(alias: string): string;
  /** Of an unqualified row: no part of its key is null. */
  keyed: string;
  same(left: string, right: string): string;
  /** The table has rows that are marked as deleted. */
  marks: boolean;
}

/** `types`: those of the table's columns, by name. */
export function mergeNames(plan: StreamPlan, types: Map<string, WireType>, marks: boolean): MergeNames {
  const columns = finalColumns(plan);
  const keys = plan.key.map(quoteIdentifier);
  const stage = sqlTable(stageName(plan));
  const deleted = quoteIdentifier(stageColumns.deleted);
  const columnNames = columns.map(({ name }) => quoteIdentifier(name));
  const arrival = quoteIdentifier(stageColumns.arrival);
  const hasDeletions = plan.stream.supports.deletes;
  const cast = columns.map(({ name, type }) => {
    const wanted = types.get(name) ?? type;
    return wanted === type
      ? quoteIdentifier(name)
      : `${quoteIdentifier(name)}::${sqlName(wanted)} AS ${quoteIdentifier(name)}`;
  });
  const isCast = columns.some(({ name, type }) => (types.get(name) ?? type) !== type);
  const own = hasDeletions ? ["ctid", arrival, deleted] : ["ctid", arrival];
  const cursor = plan.cursor === null || plan.repairs ? null : quoteIdentifier(plan.cursor);
  const extractedAt = quoteIdentifier(metaColumns.extractedAt);
  return {
    table: sqlTable(plan.table),
    stage,
    staged: isCast ? `(SELECT ${[...cast, ...own].join(", ")} FROM ${stage})` : stage,
    run: `${quoteLiteral(extractedAtText(plan))}::timestamptz`,
    columnNames,
    columns: columnNames.join(", "),
    keys,
    cursor,
    extractedAt,
    arrival,
    compared: [...new Set([...keys, ...(cursor ? [cursor] : []), extractedAt])],
    alive: (alias) => (hasDeletions ? `${alias}.${deleted} IS NOT TRUE` : "true"),
    keyed: keys.map((key) => `${key} IS NOT NULL`).join(" AND "),
    same: (left, right) => keys.map((key) => `${left}.${key} = ${right}.${key}`).join(" AND "),
    marks,
  };
}

/** Whether row `a` is newer than row `b` by cursor, then by run. Rows that are equal in both are not. */
export function isNewer(a: string, b: string, { cursor, extractedAt }: MergeNames): string {
  const byRun = `${a}.${extractedAt} > ${b}.${extractedAt}`;
  if (!cursor) return byRun;
  const [left, right] = [`${a}.${cursor}`, `${b}.${cursor}`];
  return `(${left} > ${right} OR (${left} IS NOT NULL AND ${right} IS NULL) OR (${left} IS NOT DISTINCT FROM ${right} AND ${byRun}))`;
}
