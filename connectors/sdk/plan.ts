import type { Encoding } from "./batch";
import type { SelectedStream } from "./stream";
import type { LogicalType } from "./values";

export type Normalization = "raw" | "basic";

/**
 * How rows reach the final table: added to it; in the place of all it held; or merged into it by key, so that of each
 * key the newest row stays.
 */
export type WriteMode = "append" | "overwrite" | "deduped";

/** What becomes of a deduplicated row that is gone at the source: it stays, is marked in `_sluice_deleted_at`, or is removed. */
export type DeleteMode = "ignore" | "soft" | "hard";

export interface TableName {
  namespace: string;
  name: string;
}

/** A typed column of the final table. Names are already valid and unique in the destination. */
export interface PlannedColumn {
  name: string;
  /** The field of the stream it comes from, and that field's index in every row. */
  field: string;
  index: number;
  type: LogicalType;
  nullable: boolean;
  native?: string;
}

/** What happens to one stream in one run. The same in every slice and every attempt of the run. */
export interface StreamPlan {
  connectionId: string;
  /** As its rows reach the destination: after mappers and shaping. */
  stream: SelectedStream;
  table: TableName;
  normalization: Normalization;
  /** All chosen fields, in the order of the rows; also with raw normalization, where they become one JSON document. */
  columns: PlannedColumn[];
  write: WriteMode;
  /** Paths into the row, as column names; empty unless deduped. Only top-level keys are offered. */
  key: string[];
  /** Column name of the cursor; with `deduped` the newest row by it wins. */
  cursor: string | null;
  /**
   * Deduped only. With `soft` and `hard`, rows are gone that the source reports as deleted; and where the stream is read
   * by full refresh, those whose key this run did not bring.
   */
  deletes: DeleteMode;
  /** Deduped only: the table that keeps every version of every row (columns in `historyColumns`); null: none is kept. */
  history: TableName | null;
  /** Overwrite only: how many former generations of the table stay beside it, to be rolled back to. */
  keepGenerations: number;
  /**
   * Deduped only, set where a run mends rows: what comes takes the place of what the table has of its key, whatever the
   * cursor says. After the table, with it in one transaction, the history is mended: of the keys that came, and of all
   * others of which `DestinationDigest.historyFaults` would tell, and of no others. It then has one active version of each
   * row that is there, equal to it, and none of one that is not; a version that is right stays as it is, and one that was
   * active is ended. Of those that had ended none is changed, but that each ends where the next one starts.
   *
   * Its rows are staged apart: what a sync has staged, and the outcome of what it has finished, stay as they are. What is
   * staged for a repair is no other run's, and goes with the next `finish` of the stream, whichever run's that is.
   */
  repairs?: true;
  /** Set where the table holds the elements of an array in the rows of another stream of the same feed. */
  parent: ParentLink | null;
  /** Counts the refreshes of this stream; rows carry it in `_airbyte_generation_id`. */
  generation: number;
  /** The run, as rows carry it in `_airbyte_meta.sync_id`. */
  syncId: number;
  /** The instant this run began, milliseconds since the epoch: `_airbyte_extracted_at` of every row of the run. */
  extractedAtMs: number;
}

/**
 * A child row belongs to the parent row with the same value in `column`, which both tables have. The value is new for
 * every row that arrives: a parent that gives way takes its children with it, which `finish` of the child sees to, after
 * that of the parent.
 */
export interface ParentLink {
  table: TableName;
  column: string;
}

/** What one writer is opened for. */
export interface FeedPlan {
  connectionId: string;
  feedId: string;
  syncId: number;
  /** In the order of the feed's streams; a batch names its stream by the index here. */
  streams: StreamPlan[];
  encoding: Encoding;
  /** All rows of these streams in this run come through this feed, and are committed at once. */
  isWhole?: boolean;
  /**
   * What the writer is given is a function of the checkpoint that it began at: after a crash the same rows come in the same
   * order to the same streams, with commits behind the same rows, as `Feed.isRepeatable` says of the source. A commit before
   * the first row, of another position, says that other rows may come than came before: they are no repetition. Values that are
   * encrypted may differ, keys do not; ids that are made on the way (of rows, of links between parents and children) do.
   */
  isRepeatable: boolean;
  /** Rises with every writer that is opened for the connection. The highest one alone may commit. */
  fence: number;
  /**
   * Set once a writer of this run has thrown RowRefusedError: this one finds the rows that are refused and hands them
   * back as quarantined, however slow that is.
   */
  careful: boolean;
  /**
   * The stored checkpoint leads nowhere any more (RestartFeedError). `open` discards, at once or with the first commit
   * but always together: the checkpoint, what is staged for the feed, and the rows that this run has committed to an
   * appended table. Rows of earlier runs stay.
   */
  anew?: boolean;
}
