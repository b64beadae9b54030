import type { DigestColumn } from "./digest";
import type { Json } from "./json";
import type { Field } from "./values";

/** What a source offers. A stream is named by namespace and name together. */
export interface Stream {
  namespace?: string;
  name: string;
  fields: Field[];
  /** Paths, outermost key first. Empty: the source knows no key. */
  primaryKey: string[][];
  /**
   * Fields that may serve as cursor. With `cursorIsGiven` the first one is used and cannot be changed; with none then,
   * the source knows by itself what is new, and of two rows with the same key the later one in arrival counts.
   */
  cursorFields: string[];
  cursorIsGiven: boolean;
  supports: { fullRefresh: boolean; incremental: boolean; deletes: boolean };
  /** What the source's own statistics say of its size; may be old. For plans and progress alone. Absent: unknown. */
  estimate?: { rows: number; bytes: number };
}

/** A stream as the connection's owner chose it. `fields` are the chosen ones, in the order of every batch. */
export interface SelectedStream extends Stream {
  mode: "full_refresh" | "incremental";
  /** Set where mode is incremental, unless the source knows by itself what is new. */
  cursor?: string;
  /** The key chosen for deduplication; may differ from the source's. */
  key: string[][];
  /** Only rows for which this condition holds, in the language of the source's `filters`. Absent: all. */
  where?: string;
  /** Only the rows with one of these keys, as `digest` tells them; for a full refresh from sources that have it. Absent: all. */
  only?: SelectedKeys;
}

export interface SelectedKeys {
  columns: DigestColumn[];
  /** The texts of the columns, none null. */
  keys: string[][];
}

/**
 * What a source reads together with one shared position: one stream, several (a change log), or part of one.
 * `id` is stable over runs, because positions are kept under it; `part` is the source's own note of which part.
 */
export interface Feed {
  id: string;
  streams: SelectedStream[];
  part?: Json;
  /** Its one checkpoint comes behind all its rows, so that whatever it gives is committed at once or not at all. */
  hasOneCheckpoint?: boolean;
  /**
   * From any position that it ever gave, reading again gives the same rows in the same order up to the next checkpoint, which
   * stands behind the same row, and so on from there; batches may be cut elsewhere. Where what it reads has changed so that
   * it cannot, it throws RestartFeedError, or gives another checkpoint before its first row: that one names what it reads
   * instead, and the promise holds from there. Never does it give other rows in the place of those that it gave. Read from its
   * start (null), or from where an earlier run was complete, it gives such a checkpoint too. For rows and columns; of frames,
   * and where this is absent, nothing is promised.
   */
  isRepeatable?: boolean;
}

/** "namespace.name", or "name" where there is no namespace: for ids, logs and messages. */
export function streamLabel(stream: { namespace?: string | undefined; name: string }): string {
  return stream.namespace ? `${stream.namespace}.${stream.name}` : stream.name;
}

/** The id of the feed that reads the whole of one stream. */
export function feedIdOf(stream: Stream): string {
  return `stream:${JSON.stringify([stream.namespace ?? null, stream.name])}`;
}

/** The default plan of a source: one feed for each stream. */
export function oneFeedPerStream(streams: SelectedStream[]): Feed[] {
  return streams.map((stream) => ({ id: feedIdOf(stream), streams: [stream] }));
}
