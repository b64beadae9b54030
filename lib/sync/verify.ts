import type { Finished, StreamCounts } from "@/connectors/sdk";

export interface VerificationInput {
  /** What the feeds of the stream committed, summed. */
  counts: StreamCounts;
  finished: Finished;
  /** Rows of this run found in the destination's table by a count of its own. */
  measuredRows: number;
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
 * Green means proven: every row that was read is accounted for as written or quarantined, what was written is what
 * `finish` made visible plus what gave way to newer rows, and the table, counted afterwards, holds just that.
 */
export function verifyStream({ counts, finished, measuredRows }: VerificationInput): Verification {
  const expectedRows = counts.written - finished.superseded;
  return {
    verified: true,
    expectedRows,
    measuredRows,
    reason: null,
    ...mismatch(counts, finished, expectedRows, measuredRows),
  };
}

function mismatch(
  counts: StreamCounts,
  finished: Finished,
  expectedRows: number,
  measuredRows: number,
): Partial<Verification> {
  if (counts.read !== counts.written + counts.quarantined) {
    return failed(
      `${counts.read} rows were read, but ${counts.written} written and ${counts.quarantined} quarantined.`,
    );
  }
  if (finished.rows !== expectedRows) {
    return failed(
      `${counts.written} rows were committed and ${finished.superseded} of them gave way to newer ones, but ${finished.rows} were made visible.`,
    );
  }
  if (measuredRows !== expectedRows) {
    return failed(
      `The destination's table holds ${measuredRows} rows of this run where ${expectedRows} were committed.`,
    );
  }
  return {};
}

function failed(what: string): Partial<Verification> {
  return {
    verified: false,
    reason: `${what} Nothing vouches for this stream: look at what else writes to its table, then sync it again.`,
  };
}
