import type { CopyBuffer } from "@/connectors/sdk/postgres/copy-buffer";
import { tupleEnd, viewOf } from "@/connectors/sdk/postgres/tuples";
import type { Tail } from "./tail";

/** Goes through the tuples of one chunk, as often as it is called and as far as the buffer goes. */
export interface FrameCursor {
  bytes: Uint8Array;
  view: DataView;
  offset: number;
}

export function openFrames(chunk: Uint8Array): FrameCursor {
  // Not a Buffer: its slices are several times slower, and there is one for every row.
  const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  return { bytes, view: viewOf(bytes), offset: 0 };
}

/** Copies tuples with the tail behind each, until the chunk ends or the buffer holds `limit` bytes. Returns how many. */
export function copyFrames(
  cursor: FrameCursor,
  fields: number,
  tail: Tail,
  out: CopyBuffer,
  limit: number,
): number {
  const { bytes, view } = cursor;
  let { offset } = cursor;
  let count = 0;
  while (offset < bytes.length && out.used < limit) {
    if (view.getInt16(offset) !== fields)
      throw new Error(`A tuple has ${view.getInt16(offset)} fields where the plan has ${fields}.`);
    const end = tupleEnd(view, offset);
    out.ensure(end - offset + tail.maxBytes);
    out.bytes.set(bytes.subarray(offset, end), out.used);
    out.view.setInt16(out.used, fields + tail.fieldCount);
    out.used += end - offset;
    tail.write(out);
    offset = end;
    count++;
  }
  cursor.offset = offset;
  return count;
}
