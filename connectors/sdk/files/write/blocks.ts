import type { Batch, WriteResult } from "@/connectors/sdk";

/** Rows as they stand in a file, one block behind the other. */
export interface Block {
  /** Its memory is used again once it has been put. */
  data: Uint8Array;
  rows: number;
}

/** Where blocks go. */
export interface BlockTarget {
  /** How many rows the file under way can still take, or where it is full the next one; no block holds more. */
  room(): number;
  /** The file under way holds nothing yet. */
  isBare(): boolean;
  /** Appends to the file under way, or where that is full to the next one. */
  put(block: Block): Promise<void>;
}

/** Turns the batches of one stream into blocks of its files. */
export interface Blocks {
  /** What a file begins with, before its first block. */
  head(): Promise<Uint8Array>;
  /** Encodes a batch, and puts the blocks that are full; perhaps later, so that an error may show at a later call. */
  add(batch: Batch): Promise<WriteResult>;
  /** Puts what waits. A file that is bare becomes one without rows. */
  flush(): Promise<void>;
  /** Stops what is under way and drops it. Never throws. */
  close(): Promise<void>;
}
