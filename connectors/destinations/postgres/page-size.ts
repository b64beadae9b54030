import type { WireType } from "@/connectors/sdk/postgres/wire-types";

/** Tables with fewer columns than this always fit, whatever their types. */
export const pageCheckFrom = 300;

/** What a row may take in a page of 8 kB, after everything that can be moved out has been. */
const maxTupleBytes = 8160;
const headerBytes = 23;
/** A value of variable length is moved out only above this size, and leaves a pointer of that one. */
const movableBytes = 24;
const pointerBytes = 18;

const fixedSizes: Partial<Record<WireType, { size: number; align: number }>> = {
  bool: { size: 1, align: 1 },
  int2: { size: 2, align: 2 },
  int4: { size: 4, align: 4 },
  int8: { size: 8, align: 8 },
  float4: { size: 4, align: 4 },
  float8: { size: 8, align: 8 },
  date: { size: 4, align: 4 },
  time: { size: 8, align: 8 },
  timetz: { size: 12, align: 8 },
  timestamp: { size: 8, align: 8 },
  timestamptz: { size: 8, align: 8 },
  uuid: { size: 16, align: 1 },
};

/** Sluice's own columns, with room to spare. */
const tailBytes = 160;
const tailColumns = 6;

/**
 * Whether the tuple of a binary COPY at `start`, whose first fields have these types, fits into a page. One that does
 * not would make the server refuse all rows that come with it.
 */
export function fitsPage(view: DataView, start: number, types: WireType[]): boolean {
  let size = roundUp(headerBytes + Math.ceil((types.length + tailColumns) / 8), 8);
  let offset = start + 2;
  for (const type of types) {
    const length = view.getInt32(offset);
    offset += 4 + Math.max(length, 0);
    if (length < 0) continue;
    const fixed = fixedSizes[type];
    if (fixed) size = roundUp(size, fixed.align) + fixed.size;
    else size += length + 1 > movableBytes ? pointerBytes : length + 1;
  }
  return size + tailBytes <= maxTupleBytes;
}

function roundUp(size: number, align: number): number {
  return Math.ceil(size / align) * align;
}
