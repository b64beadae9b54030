import type { TupleBlock } from "@/connectors/sdk/postgres/copy-out";
import { headerLength, indexFields, viewOf } from "@/connectors/sdk/postgres/tuples";

/** Finds tuples and fields in a block. */
export class TupleIndex {
  readonly view: DataView;
  private readonly offsets: Int32Array;

  constructor(
    readonly block: TupleBlock,
    private readonly fields: number,
  ) {
    this.view = viewOf(block.bytes);
    this.offsets = indexFields(this.view, block.count, fields);
  }

  get count(): number {
    return this.block.count;
  }

  /** Where the field's bytes begin. */
  offset(row: number, field: number): number {
    return this.offsets[row * this.fields + field] ?? 0;
  }

  /** -1 where it is null. */
  length(row: number, field: number): number {
    return this.view.getInt32(this.offset(row, field) - 4);
  }

  field(row: number, field: number): Uint8Array {
    const offset = this.offset(row, field);
    return this.block.bytes.subarray(offset, offset + Math.max(this.length(row, field), 0));
  }

  /** Where the row's message begins; `row` may be the count, which is where the block ends. */
  private start(row: number): number {
    return row < this.count ? this.offset(row, 0) - 6 - headerLength : this.block.bytes.length;
  }

  tuple(row: number): Uint8Array {
    return this.block.bytes.subarray(this.start(row) + headerLength, this.start(row + 1));
  }

  /** The tuples [from, to) as a block of their own, without a copy. */
  slice(from: number, to: number): TupleBlock {
    return { bytes: this.block.bytes.subarray(this.start(from), this.start(to)), count: to - from };
  }

  /** The tuples for which `keep` holds. */
  filter(keep: (row: number) => boolean): TupleBlock {
    const bytes = new Uint8Array(this.block.bytes.length);
    let used = 0;
    let count = 0;
    for (let row = 0; row < this.count; row++) {
      if (!keep(row)) continue;
      const message = this.block.bytes.subarray(this.start(row), this.start(row + 1));
      bytes.set(message, used);
      used += message.length;
      count++;
    }
    return { bytes: bytes.subarray(0, used), count };
  }
}
