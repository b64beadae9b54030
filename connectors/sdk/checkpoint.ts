import { z } from "zod";
import { ConfigError } from "./errors";
import type { Json } from "./json";
import type { FeedPlan } from "./plan";

/** Opaque to all but the source that made it; small (under 64 kB as JSON). */
export type Position = Json;

/** What moved for one stream of a feed, since this sync began. Rows are counted where they were committed. */
export interface StreamCounts {
  /** Rows that the source gave. Always written + quarantined + filtered. */
  read: number;
  written: number;
  /** Rows that the connection's row filters left out. */
  filtered: number;
  bytes: number;
  /** Values nulled or cut, with the reason in `_airbyte_meta.changes`. */
  changed: number;
  quarantined: number;
}

/**
 * Vouches for every row before it. A destination with transactions stores it in the transaction of those rows,
 * one for each (connection, feed), and gives it back as it was.
 */
export interface Checkpoint {
  /** The run that wrote it. */
  syncId: number;
  /** Generation of each stream of the feed, in the feed's order. */
  generations: number[];
  position: Position;
  /** The feed has no more for run `syncId`. */
  complete: boolean;
  counts: StreamCounts[];
}

export function noCounts(): StreamCounts {
  return { read: 0, written: 0, filtered: 0, bytes: 0, changed: 0, quarantined: 0 };
}

const checkpointSchema = z.object({
  syncId: z.int(),
  generations: z.array(z.int()),
  position: z.json(),
  complete: z.boolean(),
  /** One that an earlier version wrote may lack a count. */
  counts: z.array(z.record(z.string(), z.int().min(0))),
});

/** A checkpoint as it was stored, wherever that was. ConfigError where whoever else writes there has damaged it. */
export function parseCheckpoint(stored: unknown, feedId: string): Checkpoint {
  const { data, error } = checkpointSchema.safeParse(stored);
  if (error)
    throw new ConfigError(
      `The checkpoint that is kept of ${feedId} is damaged. Refresh the stream, or rewind it to its start or to a checkpoint that the console knows.`,
      { cause: error },
    );
  return { ...data, counts: data.counts.map((counts) => ({ ...noCounts(), ...counts })) };
}

/**
 * The rule of resuming: what a stored checkpoint means for `plan`.
 *
 * - Nothing stored, another generation of any stream, or `plan.anew`: start anew (null).
 * - The same run: go on exactly there, with its counts.
 * - An earlier run: an incremental feed reads on from the position with counts at zero; a full refresh starts anew, and
 *   so does a repair, whose rows are its own.
 * - Damaged by whoever else writes to the destination: ConfigError.
 *
 * null tells the writer to discard what it has staged for this feed.
 */
export function continueFrom(found: Checkpoint | null, plan: FeedPlan): Checkpoint | null {
  if (!found || plan.anew) return null;
  const stored = parseCheckpoint(found, plan.feedId);
  const generations = plan.streams.map((stream) => stream.generation);
  if (JSON.stringify(stored.generations) !== JSON.stringify(generations)) return null;
  if (stored.syncId === plan.syncId) return stored;
  if (!plan.streams.every(({ stream, repairs }) => stream.mode === "incremental" && !repairs)) return null;
  return { ...stored, syncId: plan.syncId, complete: false, counts: plan.streams.map(noCounts) };
}
