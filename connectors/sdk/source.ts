import type { Batch, Encoding } from "./batch";
import type { Position } from "./checkpoint";
import type { Context } from "./context";
import type { SourceDigest } from "./digest";
import type { Spec } from "./spec";
import type { Feed, SelectedStream, Stream } from "./stream";

/**
 * What a source tells while it reads a feed. `stream` is an index into `feed.streams`.
 *
 * - `batch`: rows, in the encoding that was asked for.
 * - `deleted`: rows that are gone at the source, by their key values in the order of the stream's key.
 * - `checkpoint`: vouches for every batch before it; `complete` ends the feed for this run and comes last, once.
 *   `fragile`: good for going on after a failure, but reading may then have to begin anew (RestartFeedError) or to do
 *   work again, so that a slice does not end there just to be a short one.
 * - `estimate`: what is still expected in all, for progress only.
 */
export type ReadEvent =
  | { type: "batch"; stream: number; batch: Batch }
  | { type: "deleted"; stream: number; keys: unknown[][] }
  | { type: "checkpoint"; position: Position; complete?: boolean; fragile?: boolean }
  | { type: "estimate"; stream: number; rows?: number; bytes?: number };

/**
 * A source. All methods may be called at any time, in parallel, in several processes, and again after a failure;
 * none of them changes the system it reads from. Methods throw the classes of errors.ts; anything else is a bug.
 */
export interface Source<Config> {
  spec: Spec<Config>;

  /** Really connects and really reads. Returns nothing; throws ConfigError or AuthError that says what to do. */
  check(config: Config, ctx: Context): Promise<void>;

  /**
   * All streams, or those named in `filter`. Cheap: 20,000 tables must not cost 20,000 round trips.
   * The order is stable. Streams that may not be read are left out, which the log tells (`logLeftOut`) where there is no filter.
   */
  discover(config: Config, ctx: Context, filter?: { namespace?: string; name: string }[]): Promise<Stream[]>;

  /** How the streams are read. Called once per run, before reading. Default: one feed per stream. */
  feeds?(config: Config, streams: SelectedStream[], ctx: Context): Promise<Feed[]>;

  /** The language of `SelectedStream.where`; absent: it cannot filter, and is never asked to. */
  filters?: "sql";

  /** It can compute what its rows come to, and read rows by their keys (`SelectedStream.only`). Absent: they are read to be compared. */
  digest?: SourceDigest<Config>;

  /** The encodings it can give for this feed, cheapest first. "rows" is always possible and need not be named. */
  encodings?(config: Config, feed: Feed): Encoding[];

  /**
   * Reads on from `position`; null is the start. Guarantees:
   * - every row that existed when reading began, and belongs after `position`, comes in at least one batch;
   * - from any position it ever gave, it may be called again and repeats nothing that the position vouches for; where
   *   what the position vouches for has changed so that it cannot, it throws RestartFeedError before the first batch;
   * - a checkpoint every few seconds where the system allows one, and one with `complete` at the end;
   * - where the system tells how many rows it sent, that number is compared, and a difference thrown;
   * - it stops soon after `ctx.signal`, and frees everything when the iterator is returned early.
   */
  read(
    config: Config,
    feed: Feed,
    position: Position | null,
    encoding: Encoding,
    ctx: Context,
  ): AsyncIterable<ReadEvent>;
}

/** Types a source while it is written down; does nothing else. */
export function defineSource<Config>(source: Source<Config>): Source<Config> {
  return source;
}
