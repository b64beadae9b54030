import { formatBytes, formatCountOf, formatRows, type Count } from "@/components/ui/format";
import * as nouns from "./nouns";

export const setUpTitle = "What the first sync will do";
export const saveTitle = "What this change will do";
export const about = "Planned with source and destination as they are now. Nothing was written yet.";
export const notKnown = (reason: string) =>
  `What will be created or changed is not known: ${reason} You can save all the same.`;
export const moreUnasked = (streams: number) =>
  `${formatCountOf(streams, nouns.moreStream)} of this kind: only the first were asked about.`;
export const isReplaced = "It is there already, and is replaced once all rows are read.";
export const notSynced = "Not synced any more. What was written of it stays.";
/** What becomes of rows in a table that is there already. */
export const goesOn = {
  merged: (run: number) => `It goes on behind run ${run}; rows are merged into it.`,
  added: (run: number) => `It goes on behind run ${run}; rows are added to it.`,
};
export const fromStart = {
  merged: "It is there already: rows are read from the start, and merged into it.",
  added: "It is there already: rows are read from the start, and added to it.",
};
export const withVersions = (table: string) => `With every version in ${table}.`;
export const destinationDoes = "What the destination will do";
export const steps = (steps: number) => formatCountOf(steps, nouns.step);
export const aboutRows = (rows: Count) => `about ${formatRows(rows)}`;
export const aboutRowsAndBytes = (rows: Count, bytes: Count) => `${aboutRows(rows)} · ${formatBytes(bytes)}`;

export const refreshNow = (streams: number) => `Refresh ${formatCountOf(streams, nouns.stream)} now`;
export const refreshHelp =
  "Reads all their rows again and replaces what is there, so that every row is as you chose. Without it, rows that are there stay as they are.";

export const back = "Back";
export const setUp = "Set up";
export const setUpUnasked = (streams: number) => `Set up ${formatCountOf(streams, nouns.stream)} unasked`;
export const save = "Save";
export const saveUnasked = (streams: number) => `Save ${formatCountOf(streams, nouns.stream)} unasked`;
/** What the button that confirms lists. */
export const createTables = (tables: number) => `create ${formatCountOf(tables, nouns.table)}`;
export const changeTables = (tables: number) => `change ${formatCountOf(tables, nouns.table)}`;
export const readStreams = (streams: number) => `re-read ${formatCountOf(streams, nouns.stream)}`;
export const leaveStreams = (streams: number) => `leave ${formatCountOf(streams, nouns.stream)}`;
export const refreshStreams = (streams: number) => `refresh ${formatCountOf(streams, nouns.stream)}`;
export const listed = (parts: readonly string[]) => {
  const list = parts.join(", ");
  return list.charAt(0).toUpperCase() + list.slice(1);
};
