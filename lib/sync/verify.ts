import type { Finished, Measured, StreamCounts } from "@/connectors/sdk";

export interface VerificationInput {
  /** What the feeds of the stream committed, summed. */
  counts: StreamCounts;
  finished: Finished;
  /** What the destination found of this run by a count of its own. */
  measured: Measured;
}

export interface Verification {
  verified: boolean;
  /** Rows the table should hold of this run. */
  expectedRows: number;
  measuredRows: number;
  /** Why not, and what to do; null where verified. */
  reason: string | null;
}

/**
 * Green means proven: every row that was read is accounted for as written, quarantined or filtered out; what was
 * written is what `finish` made visible plus what gave way to newer rows; and the tables, counted afterwards, hold
 * just that.
 */
export function verifyStream({ counts, finished, measured }: VerificationInput): Verification {
  const expectedRows = counts.written - finished.superseded;
  const reason = findMismatch(counts, finished, expectedRows, measured);
  return {
    verified: reason === null,
    expectedRows,
    measuredRows: measured.rows,
    reason:
      reason &&
      `${reason} Nothing vouches for this stream: look at what else writes to its table, then sync it again.`,
  };
}

function findMismatch(
  counts: StreamCounts,
  finished: Finished,
  expectedRows: number,
  measured: Measured,
): string | null {
  const { read, written, quarantined, filtered } = counts;
  if (read !== written + quarantined + filtered)
    return `${read} rows were read, but ${written} written, ${quarantined} quarantined and ${filtered} filtered out.`;
  if (finished.rows !== expectedRows)
    return `${written} rows were committed and ${finished.superseded} of them gave way to newer ones, but ${finished.rows} were made visible.`;
  if (measured.rows !== expectedRows)
    return `The destination's table holds ${measured.rows} rows of this run where ${expectedRows} were committed.`;
  if (measured.versions !== finished.versions)
    return `The history table holds ${measured.versions ?? "no"} versions of this run where ${finished.versions ?? "none"} were added.`;
  return null;
}
