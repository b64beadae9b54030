import type { TupleBlock } from "../../postgres/copy-out";

/** Takes rows from the bytes of a file in UTF-8 where they are plain, without making texts of them. */
export interface RowTaker {
  /** `bytes` are well-formed and begin at a row's start. null where some row has to be looked at as text. */
  take(bytes: Buffer): TakenRows | null;
}

export interface TakenRows {
  count: number;
  /** Where the first row begins that is not whole. */
  end: number;
  /** The rows, where they were taken to be moved and not just looked at. */
  tuples?: TupleBlock;
}
