import { historyLines } from "@/lib/sync/compare/compare-history";
import { remarksOn, type StreamComparison } from "@/lib/sync/compare/compare-stream";
import type { StreamName } from "../sync/events";
import { labelOf, rowsText } from "./reporter";

/** How source and destination of one stream stand to each other. */
export type Comparison = StreamName & {
  /** null: it could not be counted, and `reason` says why. */
  sourceRows: number | null;
  /** null: there is no such table. */
  destinationRows: number | null;
  same: boolean;
  /** Why they are not the same; or, where they are, why more than counting was not possible. */
  reason: string | null;
} & ({ by: "counts" } | ({ by: "checksums" } & StreamComparison));

/** Lines for people: how it stands, then the rows that differ. */
export function describeComparison(comparison: Comparison): string[] {
  const { same, reason, destinationRows } = comparison;
  const label = labelOf(comparison);
  if (!same) return [`✘ ${reason ?? label}`, ...details(comparison)];
  const there = destinationRows === null ? "no table" : rowsText(destinationRows);
  const proof = comparison.by === "checksums" ? "the same by checksums" : "counted";
  return [`✔ ${label}: ${there}, ${proof}${reason === null ? "" : ` (${reason})`}`, ...details(comparison)];
}

function details(comparison: Comparison): string[] {
  if (comparison.by === "counts") return [];
  return [
    ...comparison.examples.map(({ kind, row }) => `    ${kind}: ${row}`),
    ...historyLines(comparison.history).map((line) => `    ${line}`),
    ...remarksOn(comparison).map((remark) => `    ${remark}`),
  ];
}
