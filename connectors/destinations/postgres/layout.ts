import { createHash } from "node:crypto";
import {
  deletedAtColumn,
  historyColumns,
  metaColumns,
  type PlannedColumn,
  type StreamPlan,
  type TableName,
} from "@/connectors/sdk";
import { quoteQualified } from "@/connectors/sdk/postgres/identifiers";
import type { WireType } from "@/connectors/sdk/postgres/wire-types";
import { columnType } from "./values";

export interface TableColumn {
  name: string;
  type: WireType;
  /** The whole of its definition after the name, where it is more than the type. */
  definition?: string;
  /** The field it is filled from; null for what Sluice adds. */
  field: PlannedColumn | null;
}

/** How rows of the stream get into its table. A raw table keeps every row, so deduping leaves it as it is. */
export type Way = "append" | "overwrite" | "deduped";

export function wayOf(plan: StreamPlan): Way {
  return plan.normalization === "raw" && plan.write === "deduped" ? "append" : plan.write;
}

/** Columns of a staged row that the final table does not have. */
export const stageColumns = { arrival: "_sluice_arrival", deleted: "_sluice_deleted" } as const;

const rawId: TableColumn = {
  name: metaColumns.rawId,
  type: "varchar",
  definition: "varchar(36) NOT NULL",
  field: null,
};

/** The columns that are the same in every row of a run, unless a value had to be changed. */
export const constantColumns: TableColumn[] = [
  { name: metaColumns.extractedAt, type: "timestamptz", definition: "timestamptz NOT NULL", field: null },
  { name: metaColumns.meta, type: "jsonb", definition: "jsonb NOT NULL", field: null },
  { name: metaColumns.generationId, type: "int8", field: null },
];

/** What the rows bring: their fields, or with raw normalization one document. */
function contentColumns(plan: StreamPlan): TableColumn[] {
  if (plan.normalization === "raw") {
    return [
      { name: metaColumns.loadedAt, type: "timestamptz", field: null },
      { name: metaColumns.data, type: "jsonb", field: null },
    ];
  }
  return plan.columns.map(fieldColumn);
}

/** The column of a field. */
export function fieldColumn(field: PlannedColumn): TableColumn {
  return { name: field.name, type: columnType(field.type), field };
}

/** What every row is written with. */
export function finalColumns(plan: StreamPlan): TableColumn[] {
  return [...contentColumns(plan), rawId, ...constantColumns];
}

const deletedAt: TableColumn = { name: deletedAtColumn, type: "timestamptz", field: null };

/** The table that people query. */
export function tableColumns(plan: StreamPlan): TableColumn[] {
  const marks = wayOf(plan) === "deduped" && plan.deletes === "soft";
  return [...finalColumns(plan), ...(marks ? [deletedAt] : [])];
}

/** The table of versions. `lives`: versions of a key that was deleted are told from those of its next life. */
export function historyTableColumns(plan: StreamPlan, lives: boolean): TableColumn[] {
  const cursor = plan.columns.find(({ name }) => name === plan.cursor);
  const instant = {
    type: cursor ? columnType(cursor.type) : ("timestamptz" as const),
    field: cursor ?? null,
  };
  return [
    { name: historyColumns.uniqueKey, type: "varchar", field: null },
    { name: historyColumns.startAt, ...instant },
    { name: historyColumns.endAt, ...instant },
    { name: historyColumns.activeRow, type: "int4", field: null },
    ...(lives ? [deletedAt, { name: historyColumns.life, type: "int4" as const, field: null }] : []),
    ...finalColumns(plan),
  ];
}

/**
 * The table that rows are loaded into before they are seen. An overwrite that is loaded as binary frames leaves the
 * constant columns out: they are added in the end with a default, which touches no row.
 */
export function stageTableColumns(plan: StreamPlan, slim: boolean): TableColumn[] {
  if (wayOf(plan) === "overwrite") return [...contentColumns(plan), rawId, ...(slim ? [] : constantColumns)];
  const arrival: TableColumn = {
    name: stageColumns.arrival,
    type: "int8",
    definition: "bigint NOT NULL",
    field: null,
  };
  const deleted: TableColumn = { name: stageColumns.deleted, type: "bool", field: null };
  return [...finalColumns(plan), arrival, ...(plan.stream.supports.deletes ? [deleted] : [])];
}

/** What the name of a stage follows from. */
export type Staged = Pick<StreamPlan, "connectionId" | "table" | "repairs">;

/**
 * Beside the final table, so that it can take its name; the same in every run, so that a later one finds it. Rows that
 * mend are staged apart from those of syncs.
 */
export function stageName({ connectionId, table, repairs }: Staged): TableName {
  const { namespace, name } = table;
  const parts = [connectionId, namespace, name, ...(repairs ? ["repair"] : [])];
  return { namespace, name: `_sluice_stage_${digest(parts)}` };
}

/** Of whichever run that mends rows of the plan's table. */
export function repairStageName(plan: StreamPlan): TableName {
  return stageName({ ...plan, repairs: true });
}

/**
 * Whose rows a stage holds; written on it as a comment. A stage with another label is not continued. The rows of an
 * incremental stream stay until they are merged, in whichever run that is.
 */
export function stageLabel(plan: StreamPlan): string {
  const isOfRun = plan.repairs || plan.stream.mode === "full_refresh" || wayOf(plan) === "overwrite";
  const run = isOfRun ? plan.syncId : null;
  return JSON.stringify({
    sluice: "Rows on their way into the table below. Not for reading; goes away or is emptied by itself.",
    table: [plan.table.namespace, plan.table.name],
    generation: plan.generation,
    run,
  });
}

export const keyIndexPrefix = "_sluice_key_";

export function keyIndexName(table: TableName, key: string[]): string {
  return `${keyIndexPrefix}${digest([table.namespace, table.name, ...key])}`;
}

export function digest(parts: string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 24);
}

export function sqlTable(table: TableName): string {
  return quoteQualified(table.namespace, table.name);
}

/** Under which the rows loaded into a table are counted. */
export function tableKey(table: TableName): string {
  return JSON.stringify([table.namespace, table.name]);
}

/** Under which the outcome is kept of the last sync of the table, or of its last repair. */
export function outcomeKey({ table, repairs }: Pick<StreamPlan, "table" | "repairs">): string {
  return repairs ? JSON.stringify([table.namespace, table.name, "repair"]) : tableKey(table);
}

export function tableOfKey(key: string): TableName {
  const [namespace, name] = JSON.parse(key) as [string, string];
  return { namespace, name };
}
