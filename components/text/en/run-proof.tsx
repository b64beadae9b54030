import type { ReactNode } from "react";
import { formatCount, formatRows } from "@/components/ui/format";

export const proof = "Proof";
export const comparedAbout =
  "Rows at the source, and rows in the table, without those that the mode keeps or that came since.";
export const countedAbout = "Rows that were committed, and rows counted in the table afterwards.";
export const withSameContent = (about: string) => `${about} Their content is the same by checksums.`;

export const contentCompared = "Content compared";
export const streamColumn = "Stream";
export const sourceColumn = "At the source";
export const tableColumn = "In the table";
export const missingColumn = "Missing";
export const extraColumn = "Extra";
export const differentColumn = "Different";
export const keysColumn = "Keys that differ";
export const notCompared = (reason: string) => `Not compared: ${reason}`;
export const noTable = "no table";
export const none = "none";
export const orMore = (rows: number) => `${formatCount(rows)} or more`;

export const found = (stream: string) => `${stream}: what was found`;
export const differences = {
  missing: "missing",
  extra: "extra",
  different: "different",
} as const satisfies Record<string, string>;
export const inHistory = "history";
export const historyFaults = {
  missing: "no active version of the row",
  left: "an active version without a row",
  several: "several active versions",
  different: "an active version that is not as the row",
  broken: "a version that does not end where the next one starts",
} as const satisfies Record<string, string>;
export const newer = (rows: number) => `${formatRows(rows)} newer than the last sync.`;
export const gone = (rows: number) => `${formatRows(rows)} gone at the source and kept.`;
export const versions = (rows: number) => `${formatRows(rows)} of former versions.`;
export const changed = (rows: number) =>
  `${formatRows(rows)} with values changed on their way, as they say themselves.`;
export const columnNotCompared = (column: ReactNode, reason: string) => (
  <>
    {column} is not compared: {reason}
  </>
);
