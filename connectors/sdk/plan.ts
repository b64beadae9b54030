import type { Encoding } from "./batch";
import type { SelectedStream } from "./stream";
import type { LogicalType } from "./values";

export type Normalization = "raw" | "basic";

/** How rows reach the final table. `history` (SCD type 2 beside the deduped table) is reserved and not yet offered. */
export type WriteMode = "append" | "overwrite" | "deduped" | "history";

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
  /** Counts the refreshes of this stream; rows carry it in `_airbyte_generation_id`. */
  generation: number;
  /** The run, as rows carry it in `_airbyte_meta.sync_id`. */
  syncId: number;
  /** The instant this run began, milliseconds since the epoch: `_airbyte_extracted_at` of every row of the run. */
  extractedAtMs: number;
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
  /** Rises with every writer that is opened for the connection. The highest one alone may commit. */
  fence: number;
}
