import type { ReactNode } from "react";
import { formatRows } from "@/components/ui/format";

export const tableName = "Table name";
export const nameByPrefix = "From the prefix and the stream";
export const nameByItself = "In place of prefix and stream";
export const chooseStreamFirst = "Choose the stream to see its table.";
export const writtenTo = (table: ReactNode) => <>Written to {table}.</>;
export const writtenToByRules = (table: ReactNode) => (
  <>Written to {table}, as the destination’s rules have it.</>
);

export const historyTable = "History table";
export const historyMeaning = "Every version of every row, beside the table.";
export const noHistory = (destination: string) => `${destination} keeps no history tables.`;
export const historyByMode = "As the sync mode has it";
export const keepEveryVersion = "Keep every version";
export const keepNewestVersion = "Keep the newest version only";

export const deletes = "Rows that are gone at the source";
export const deletesNotFound = (destination: string) => `${destination} cannot find rows that are gone.`;
export const deletesByKey = "What the source reports as deleted, or a full refresh did not bring.";
export const deletesByMerge = "Set with Full refresh | Overwrite, rows are merged by key in place of a swap.";
export const removedWhereTold = "Removed, where the source tells";
export const kept = "Kept";
export const markedDeleted = "Marked as deleted";
export const cannotMark = (destination: string) => `${destination} cannot mark rows.`;
export const removedByKey = "Removed by key";

export const arrays = "Arrays of objects";
export const arraysHelp = "With normalization. Raw tables keep them as they came.";
export const jsonColumn = "One JSON column";
export const childTables = "A child table for each";
export const noChildTables = (destination: string) =>
  `${destination} keeps none beside a deduplicated table.`;

export const generations = "Former generations";
export const generationsHelp = "How many former tables stay, to be rolled back to.";
export const noGenerations = (destination: string) => `${destination} keeps none.`;
export const generationsOfOverwritten = "Only a table that is overwritten has former ones.";

export const preview = "Preview the table";
export const previewAgain = "Preview again";
export const previewReads = "Reads up to 10 rows from the source now. Writes nothing.";
export const choiceChanged = "The choice has changed since.";
export const rowsRead = (rows: number) => `${formatRows(rows)} read.`;
export const rowsReadAndFiltered = (rows: number, filtered: number) =>
  `${formatRows(rows)} read, ${formatRows(filtered)} filtered out.`;
export const misfits =
  "A value that does not fit its column becomes null or is cut when it is written, with the reason in _airbyte_meta.";
export const previewOf = (table: string) => `Preview of ${table}`;
export const nulled = (row: number, column: string, reason: string) =>
  `Row ${row}, ${column}: null, because ${reason}`;
export const cut = (row: number, column: string, reason: string) =>
  `Row ${row}, ${column}: cut, because ${reason}`;
