/** A block of rows that come in the order of their cursor and, where they have one, of their key. */
export interface OrderedRows<Block extends { count: number }> {
  readonly count: number;
  /** The cursor's exact text, as the system reads it back; null where the row has none. */
  cursor(row: number): string | null;
  /** Whether the row's cursor equals `text` as the system means it: 1.0 is 1.00. */
  hasCursor(row: number, text: string | null): boolean;
  /** Whether two rows' cursors are equal in that sense. Asked for every row of a group. */
  isSameCursor(row: number, other: number): boolean;
  /** The key's parts as text; null where the rows have no key. */
  key(row: number): string[] | null;
  /** By which the row is known again: see tie-marks.ts. */
  mark(row: number): string;
  /** The rows [from, to), of which only those whose place in `isNew` holds 1. */
  select(from: number, to: number, isNew: Uint8Array | null): Block;
}
