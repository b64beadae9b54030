import { type RowBlock, rowEnd } from "@/connectors/sdk/mysql/rows-command";
import { fieldBytes, fieldText } from "./tuples";
import { markOf } from "@/connectors/sdk/tie-marks";

/** A block whose rows begin with the cursor's text and then the key's, where there is one. */
export class OrderedRows {
  constructor(
    readonly block: RowBlock,
    private readonly keyColumns: number,
  ) {}

  get count(): number {
    return this.block.count;
  }

  /** The text of the cursor; null where the row has none. */
  cursor(row: number): string | null {
    return fieldText(this.block, row, 0);
  }

  /** The cursor's bytes, in place. */
  cursorBytes(row: number): Buffer | null {
    return fieldBytes(this.block, row, 0);
  }

  /** null where there is no key. */
  key(row: number): string[] | null {
    if (this.keyColumns === 0) return null;
    return Array.from({ length: this.keyColumns }, (_, index) => fieldText(this.block, row, index + 1) ?? "");
  }

  mark(row: number): string {
    const { block, keyColumns } = this;
    const key = Array.from({ length: keyColumns }, (_, index) => fieldBytes(block, row, index + 1));
    return markOf(block.bytes.subarray(block.starts[row], rowEnd(block, row)), keyColumns > 0 ? key : null);
  }

  /** The rows of [from, to) for which `keep` holds, in the same memory. */
  select(from: number, to: number, keep?: Uint8Array | null): RowBlock {
    const rows = this.block.starts.subarray(from, to);
    const starts = keep ? rows.filter((_, index) => keep[from + index] === 1) : rows;
    return { bytes: this.block.bytes, starts, count: starts.length };
  }
}

export function isSame(left: Buffer | null, right: Buffer | null): boolean {
  return left === null || right === null ? left === right : left.equals(right);
}
