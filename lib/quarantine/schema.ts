import type { QuarantinedRow } from "@/connectors/sdk";

/** A row that waits. */
export type WaitingRow = Pick<
  QuarantinedRow,
  "id" | "row" | "reason" | "field" | "rowNumber" | "syncId" | "atMs"
>;

/** Rows of one kind of reason. */
export interface WaitingReason {
  /** The reason without what is particular to a row. */
  kind: string;
  /** One of them as it is. */
  example: string;
  rows: number;
}

export interface WaitingStream {
  stream: { namespace?: string; name: string };
  rows: number;
  /** The most frequent first. */
  reasons: WaitingReason[];
}

/** As the destination has it. */
export interface QuarantineSummary {
  streams: WaitingStream[];
  total: number;
  /** There may be more rows than those. */
  isPartial: boolean;
}

/** As the console's own runs have it: what they quarantined and no replay or discard is known to have taken out. */
export interface QuarantineCount {
  connectionId: string;
  name: string;
  source: { name: string; connector: string };
  destination: { name: string; connector: string };
  /** At most so many wait: some may have been discarded by their ids since. */
  rows: number;
  streams: number;
  /** When the newest of them came. */
  latestAt: Date;
}
