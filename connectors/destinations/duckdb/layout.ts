import { createHash } from "node:crypto";
import {
  deletedAtColumn,
  historyColumns,
  metaColumns,
  type PlannedColumn,
  type StreamPlan,
  type TableName,
} from "@/connectors/sdk";
import { quote } from "@/connectors/sdk/duckdb/names";
import { duckTypeOf } from "@/connectors/sdk/duckdb/values";

/** The name DuckDB gives the database file, by which every table is addressed. */
export interface Database {
  catalog: string;
}

/** A column of a table, with its type as DuckDB's catalogue names it. */
export interface TableColumn {
  name: string;
  type: string;
  /** Set where it is known which of DuckDB's compressions suits best: it then spares itself the trial of all of them. */
  compression?: "fsst" | "dictionary";
}

/** Arrival order, in the stage of a deduplicated stream alone. */
export const arrivalColumn = "_sluice_arrival";

/** Meta columns first, then the stream's; with raw normalization all of a row is one JSON document. */
export function finalColumns(plan: StreamPlan): TableColumn[] {
  const rawId: TableColumn = { name: metaColumns.rawId, type: "VARCHAR", compression: "fsst" };
  const extractedAt = { name: metaColumns.extractedAt, type: "TIMESTAMP WITH TIME ZONE" };
  const meta: TableColumn = { name: metaColumns.meta, type: "JSON", compression: "dictionary" };
  const generationId = { name: metaColumns.generationId, type: "BIGINT" };
  if (plan.normalization === "basic")
    return [rawId, extractedAt, meta, generationId, ...plan.columns.map(typedColumn)];
  return [
    rawId,
    extractedAt,
    { name: metaColumns.loadedAt, type: "TIMESTAMP WITH TIME ZONE" },
    { name: metaColumns.data, type: "JSON" },
    meta,
    generationId,
  ];
}

const deletedAt: TableColumn = { name: deletedAtColumn, type: "TIMESTAMP WITH TIME ZONE" };

/** The final table, with the mark of deleted rows where there is one. */
export function tableColumns(plan: StreamPlan): TableColumn[] {
  const marks = plan.write === "deduped" && plan.deletes === "soft";
  return [...finalColumns(plan), ...(marks ? [deletedAt] : [])];
}

/** The table of versions. `lives`: versions of a key that was deleted are told from those of its next life. */
export function historyTableColumns(plan: StreamPlan, lives: boolean): TableColumn[] {
  const cursor = plan.columns.find(({ name }) => name === plan.cursor);
  const type = cursor ? duckTypeOf(cursor.type).sql : "TIMESTAMP WITH TIME ZONE";
  return [
    { name: historyColumns.uniqueKey, type: "VARCHAR" },
    { name: historyColumns.startAt, type },
    { name: historyColumns.endAt, type },
    { name: historyColumns.activeRow, type: "INTEGER" },
    ...(lives ? [deletedAt, { name: historyColumns.life, type: "INTEGER" }] : []),
    ...finalColumns(plan),
  ];
}

/** Where rows wait until `finish`: the final table's columns, for a deduplicated stream with their order of arrival. */
export function stageColumns(plan: StreamPlan): TableColumn[] {
  const columns = finalColumns(plan);
  return plan.write === "deduped" ? [{ name: arrivalColumn, type: "BIGINT" }, ...columns] : columns;
}

/** The column of a field. */
export function typedColumn({ name, type }: PlannedColumn): TableColumn {
  return { name, type: duckTypeOf(type).sql };
}

/** Where the stream's rows go while they are loaded. */
export function loadingTable(plan: StreamPlan, feedId: string): TableName {
  return plan.write === "append"
    ? plan.table
    : { namespace: plan.table.namespace, name: stageName(plan, feedId) };
}

/** Stages stand beside the final table, because DuckDB renames a table within its schema only. */
export function stageName(plan: StreamPlan, feedId: string): string {
  return `${stagePrefix(plan)}${shortHash(feedId)}`;
}

/**
 * Begins the names of all stages of the stream, whatever feed they are of. Rows that mend are staged apart from those of
 * syncs.
 */
export function stagePrefix({ connectionId, table, repairs }: StreamPlan): string {
  const kind = repairs ? "stage_repair" : "stage";
  return `_sluice_${kind}_${shortHash(connectionId, table.namespace.toLowerCase(), table.name.toLowerCase())}_`;
}

/** Begins the names of the former generations of the stream's table; the generation's number follows. */
export function keptPrefix({ connectionId, table }: StreamPlan): string {
  return `_sluice_kept_${shortHash(connectionId, table.namespace.toLowerCase(), table.name.toLowerCase())}_`;
}

function shortHash(...parts: string[]): string {
  return createHash("sha256").update(parts.join("\0")).digest("hex").slice(0, 12);
}

/** Addressed in full: where a schema is named as the file is, anything less is ambiguous to DuckDB. */
export function qualify(database: Database, table: TableName): string {
  return `${quote(database.catalog)}.${quote(table.namespace)}.${quote(table.name)}`;
}

export function columnList(columns: TableColumn[], prefix = ""): string {
  return columns.map(({ name }) => prefix + quote(name)).join(", ");
}

/** `_airbyte_extracted_at` of every row of the run, as an expression. */
export function extractedAt(plan: StreamPlan): string {
  return `make_timestamptz(${plan.extractedAtMs * 1000})`;
}
