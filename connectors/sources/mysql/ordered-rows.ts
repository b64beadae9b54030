import { type RowBlock, rowEnd } from "@/connectors/sdk/mysql/rows-command";
import type { OrderedRows } from "@/connectors/sdk/cursor/ordered-rows";
import { markOf } from "@/connectors/sdk/cursor/tie-marks";
import { fieldBytes, fieldText } from "./tuples";

/** A block whose rows begin with the cursor's text and then the key's, where there is one. */
export class OrderedMySqlRows implements OrderedRows<RowBlock> {
  constructor(
    readonly block: RowBlock,
    private readonly keyColumns: number,
  ) {}

  get count(): number {
    return this.block.count;
  }

  cursor(row: number): string | null {
    return fieldText(this.block, row, 0);
  }

  /** What is equal has the same text: see cursorColumn. */
  hasCursor(row: number, text: string | null): boolean {
    return this.cursor(row) === text;
  }

  isSameCursor(row: number, other: number): boolean {
    const [left, right] = [fieldBytes(this.block, row, 0), fieldBytes(this.block, other, 0)];
    return left === null || right === null ? left === right : left.equals(right);
  }

  key(row: number): string[] | null {
    if (this.keyColumns === 0) return null;
    return Array.from({ length: this.keyColumns }, (_, index) => fieldText(this.block, row, index + 1) ?? "");
  }

  mark(row: number): string {
    const { block, keyColumns } = this;
    const key = Array.from({ length: keyColumns }, (_, index) => fieldBytes(block, row, index + 1));
    return markOf(block.bytes.subarray(block.starts[row], rowEnd(block, row)), keyColumns > 0 ? key : null);
  }

  /** In the same memory. */
  select(from: number, to: number, isNew: Uint8Array | null): RowBlock {
    const rows = this.block.starts.subarray(from, to);
    const starts = isNew ? rows.filter((_, index) => isNew[from + index] === 1) : rows;
    return { bytes: this.block.bytes, starts, count: starts.length };
  }
}
