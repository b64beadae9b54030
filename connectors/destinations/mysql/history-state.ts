import {
  deletedAtColumn,
  historyColumns,
  metaColumns,
  type StreamPlan,
  type TableName,
} from "@/connectors/sdk";
import { quoteIdentifier } from "@/connectors/sdk/mysql/identifiers";
import { historyTableColumns } from "./layout";
import type { MergeNames } from "./merge-names";
import { type ExistingTable, planKeyIndex, planTable } from "./tables";
import { keyText, type Slot } from "./values";

/** How the history table stands before the merge. */
export interface HistoryState {
  name: TableName;
  /** What makes it as it must be. */
  statements: string[];
  slots: Map<string, Slot>;
  /** It has the columns that tell the lives of a key apart. */
  lives: boolean;
  /** Rows that somebody else put there may have no id of their own. */
  lacksIds: boolean;
  exactCollation: string;
}

export const [uniqueKey, startAt, endAt, activeRow, life, deletedAt] = [
  historyColumns.uniqueKey,
  historyColumns.startAt,
  historyColumns.endAt,
  historyColumns.activeRow,
  historyColumns.life,
  deletedAtColumn,
].map(quoteIdentifier) as [string, string, string, string, string, string];

export function stateOfHistory(
  plan: StreamPlan,
  name: TableName,
  existing: ExistingTable | null,
  exactCollation: string,
): HistoryState {
  const column = (wanted: string) => existing?.columns.find((there) => there.name === wanted);
  const lives = plan.deletes !== "ignore" || column(historyColumns.life) !== undefined;
  const { statements, slots } = planTable(name, historyTableColumns(plan, lives), existing, exactCollation);
  return {
    name,
    statements: [...statements, ...planKeyIndex(name, plan.key, slots, existing)],
    slots,
    lives,
    lacksIds: existing !== null && column(metaColumns.rawId)?.isRequired !== true,
    exactCollation,
  };
}

export function versionColumns({ lives }: HistoryState): string {
  return [uniqueKey, startAt, endAt, activeRow, ...(lives ? [deletedAt, life] : [])].join(", ");
}

export function stagedColumns({ columnNames }: MergeNames): string {
  return columnNames.map((name) => `s.${name}`).join(", ");
}

export function startOf({ cursor, extractedAt }: MergeNames): string {
  return cursor ?? extractedAt;
}

/** An instant as the end of a version; null where versions do not end at instants. */
export function endOf(instant: string, { slots }: HistoryState): string {
  return slots.get(historyColumns.endAt)?.as === "datetime" ? instant : "NULL";
}

export function uniqueKeyOf(alias: string, { key }: StreamPlan, { slots }: HistoryState): string {
  const texts = key.map((name) => {
    const slot = slots.get(name) ?? { as: "text" };
    return `COALESCE(${keyText(`${alias}.${quoteIdentifier(name)}`, slot)}, '')`;
  });
  return `MD5(CONCAT_WS('-', ${texts.join(", ")}))`;
}
