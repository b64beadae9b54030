import type { OrderedRows } from "@/connectors/sdk/cursor/ordered-rows";
import { markOf } from "@/connectors/sdk/cursor/tie-marks";
import type { TupleBlock } from "@/connectors/sdk/postgres/copy-out";
import type { WireType } from "@/connectors/sdk/postgres/wire-types";
import { hasSameText, hasSameValue, valueText } from "./cursor-value";
import type { Selection } from "./select";
import { TupleIndex } from "./tuple-index";

/** A block of a stream's tuples, in which the cursor and the key are fields as others. */
export class OrderedTuples implements OrderedRows<TupleBlock> {
  private readonly index: TupleIndex;
  private readonly field: number;
  private readonly wire: WireType;

  constructor(
    block: TupleBlock,
    private readonly selection: Selection,
    cursor: string,
  ) {
    this.index = new TupleIndex(block, selection.types.length);
    this.field = selection.stream.fields.findIndex((field) => field.name === cursor);
    this.wire = this.wireOf(this.field);
  }

  get count(): number {
    return this.index.count;
  }

  cursor(row: number): string | null {
    return valueText(this.index, row, this.field, this.wire);
  }

  hasCursor(row: number, text: string | null): boolean {
    return hasSameText(this.cursor(row), text, this.wire);
  }

  isSameCursor(row: number, other: number): boolean {
    return hasSameValue(this.index, [row, other], this.field, this.wire);
  }

  key(row: number): string[] | null {
    const { keyFields } = this.selection;
    return keyFields?.map((field) => valueText(this.index, row, field, this.wireOf(field)) ?? "") ?? null;
  }

  mark(row: number): string {
    const { index } = this;
    const key = this.selection.keyFields?.map((field) =>
      index.length(row, field) < 0 ? null : index.field(row, field),
    );
    return markOf(index.tuple(row), key ?? null);
  }

  select(from: number, to: number, isNew: Uint8Array | null): TupleBlock {
    return isNew
      ? this.index.filter((row) => row >= from && row < to && isNew[row] === 1)
      : this.index.slice(from, to);
  }

  private wireOf(field: number): WireType {
    return this.selection.types[field]?.wire ?? "text";
  }
}
