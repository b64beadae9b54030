import { createHash } from "node:crypto";
import {
  deletedAtColumn,
  historyColumns,
  metaColumns,
  type PlannedColumn,
  type StreamPlan,
  type TableName,
} from "@/connectors/sdk";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "@/connectors/sdk/mysql/identifiers";
import { columnType, type Slot, sqlType } from "./values";

export interface TableColumn {
  name: string;
  slot: Slot;
  /** Texts that must be compared byte by byte: keys and cursors. */
  isExact?: boolean;
  isRequired?: boolean;
  /** The field it is filled from; null for what Sluice adds. */
  field: PlannedColumn | null;
}

/** How rows of the stream get into its table. A raw table keeps every row, so deduping leaves it as it is. */
export type Way = "append" | "overwrite" | "deduped";

export function wayOf(plan: StreamPlan): Way {
  return plan.normalization === "raw" && plan.write === "deduped" ? "append" : plan.write;
}

/** Columns of a staged row that the final table does not have; the server counts the arrivals. */
export const stageColumns = { arrival: "_sluice_arrival", deleted: "_sluice_deleted" } as const;

/** What the rows bring: their fields, or with raw normalization one document. */
export function contentColumns(plan: StreamPlan): TableColumn[] {
  if (plan.normalization === "raw") {
    return [
      { name: metaColumns.loadedAt, slot: { as: "datetime" }, field: null },
      { name: metaColumns.data, slot: { as: "json" }, field: null },
    ];
  }
  const exact = new Set([...plan.key, plan.cursor]);
  const isMerged = wayOf(plan) === "deduped";
  return plan.columns.map((field) => ({
    ...fieldColumn(field),
    ...(isMerged && exact.has(field.name) ? { isExact: true } : {}),
  }));
}

/** The column of a field. */
export function fieldColumn(field: PlannedColumn): TableColumn {
  return { name: field.name, slot: columnType(field.type), field };
}

/** Airbyte's columns, which stand behind the content. */
export const ownColumns: TableColumn[] = [
  { name: metaColumns.rawId, slot: { as: "text", maxLength: 36 }, isRequired: true, field: null },
  { name: metaColumns.extractedAt, slot: { as: "datetime" }, isRequired: true, field: null },
  { name: metaColumns.meta, slot: { as: "json" }, isRequired: true, field: null },
  { name: metaColumns.generationId, slot: { as: "int", bits: 64 }, field: null },
];

/** What every row is written with. */
export function finalColumns(plan: StreamPlan): TableColumn[] {
  return [...contentColumns(plan), ...ownColumns];
}

const deletedAt: TableColumn = { name: deletedAtColumn, slot: { as: "datetime" }, field: null };

/** The table that people query. */
export function tableColumns(plan: StreamPlan): TableColumn[] {
  const marks = wayOf(plan) === "deduped" && plan.deletes === "soft";
  return [...finalColumns(plan), ...(marks ? [deletedAt] : [])];
}

/** The table of versions. `lives`: versions of a key that was deleted are told from those of its next life. */
export function historyTableColumns(plan: StreamPlan, lives: boolean): TableColumn[] {
  const cursor = plan.columns.find(({ name }) => name === plan.cursor);
  const instant = { slot: cursor ? columnType(cursor.type) : ({ as: "datetime" } as const), isExact: true };
  const number = { slot: { as: "int", bits: 32 } as const, field: null };
  return [
    { name: historyColumns.uniqueKey, slot: { as: "text", maxLength: 32 }, field: null },
    { name: historyColumns.startAt, ...instant, field: null },
    { name: historyColumns.endAt, ...instant, field: null },
    { name: historyColumns.activeRow, ...number },
    ...(lives ? [deletedAt, { name: historyColumns.life, ...number }] : []),
    ...finalColumns(plan),
  ];
}

/** The table that rows are loaded into before they are seen. */
export function stageTableColumns(plan: StreamPlan): TableColumn[] {
  if (wayOf(plan) !== "deduped" || !plan.stream.supports.deletes) return finalColumns(plan);
  return [...finalColumns(plan), { name: stageColumns.deleted, slot: { as: "bool" }, field: null }];
}

/**
 * Beside the final table, so that it can take its name; the same in every run, so that a later one finds it. Rows that
 * mend are staged apart from those of syncs.
 */
export function stageName(plan: Placed & Pick<StreamPlan, "repairs">): TableName {
  return besideTable(plan, plan.repairs ? "stage_repair" : "stage");
}

/** Of whichever run that mends rows of the plan's table. */
export function repairStageName(plan: StreamPlan): TableName {
  return stageName({ ...plan, repairs: true });
}

/** What a merge with history works with. */
export function chainName(plan: Placed): TableName {
  return besideTable(plan, "chain");
}

/** The name that the replaced table has until it is dropped. */
export function oldName(plan: Placed): TableName {
  return besideTable(plan, "old");
}

/** What names of tables beside another are made of. */
type Placed = Pick<StreamPlan, "connectionId" | "table">;

function besideTable({ connectionId, table }: Placed, what: string): TableName {
  const { namespace, name } = table;
  return { namespace, name: `_sluice_${what}_${digest([connectionId, namespace, name])}` };
}

/**
 * Whose rows a stage holds; written on it as a comment, which stays with it when it takes the table's name. A stage
 * with another label is not continued. The rows of an incremental stream stay until they are merged, in whichever run
 * that is.
 */
export function stageLabel(plan: StreamPlan): string {
  const isOfRun = plan.repairs || plan.stream.mode === "full_refresh" || wayOf(plan) === "overwrite";
  const run = isOfRun ? plan.syncId : null;
  return JSON.stringify({
    sluice: "Rows on their way into the table below. Not for reading; goes away or is emptied by itself.",
    table: [plan.table.namespace, plan.table.name],
    connection: digest([plan.connectionId]),
    generation: plan.generation,
    run,
  });
}

export function keyIndexName(table: TableName, key: string[]): string {
  return `_sluice_key_${digest([table.namespace, table.name, ...key])}`;
}

export function digest(parts: string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 24);
}

export function sqlTable(table: TableName): string {
  return quoteQualified(table.namespace, table.name);
}

export function labelOf(table: TableName): string {
  return `"${table.namespace}"."${table.name}"`;
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

/** The column as CREATE and ALTER take it. */
export function definitionOf(column: TableColumn, slot: Slot, exactCollation: string): string {
  const isText = slot.as === "text";
  const collation = isText && column.isExact ? ` CHARACTER SET utf8mb4 COLLATE ${exactCollation}` : "";
  const required = column.isRequired ? " NOT NULL" : "";
  return `${quoteIdentifier(column.name)} ${sqlType(slot)}${collation}${required}`;
}

/** The instant as SQL reads it in a session in UTC. */
export function extractedAtSql(plan: StreamPlan): string {
  return quoteLiteral(new Date(plan.extractedAtMs).toISOString().replace("T", " ").replace("Z", ""));
}
