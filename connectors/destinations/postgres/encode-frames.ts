import type { CopyBuffer } from "@/connectors/sdk/postgres/copy-buffer";
import { copyBytes } from "@/connectors/sdk/postgres/copy-bytes";
import { headerLength, messageEnd, viewOf } from "@/connectors/sdk/postgres/tuples";
import type { Tail } from "./tail";

/** Goes through the messages of one chunk, as often as it is called and as far as the buffer goes. */
export interface FrameCursor {
  view: DataView;
  offset: number;
}

export function openFrames(chunk: Uint8Array): FrameCursor {
  return { view: viewOf(chunk), offset: 0 };
}

/** Copies tuples with the tail behind each, until the chunk ends or the buffer holds `limit` bytes. Returns how many. */
export function copyFrames(
  cursor: FrameCursor,
  fields: number,
  tail: Tail,
  out: CopyBuffer,
  limit: number,
): number {
  const { view } = cursor;
  let { offset } = cursor;
  const bytes = view.byteLength;
  let count = 0;
  while (offset < bytes && out.used < limit) {
    const tuple = offset + headerLength;
    const end = messageEnd(view, offset);
    if (view.getInt16(tuple) !== fields)
      throw new Error(`A tuple has ${view.getInt16(tuple)} fields where the plan has ${fields}.`);
    out.ensure(end - tuple + tail.maxBytes);
    copyBytes(view, tuple, end, out.view, out.used);
    out.view.setInt16(out.used, fields + tail.fieldCount);
    out.used += end - tuple;
    tail.write(out);
    offset = end;
    count++;
  }
  cursor.offset = offset;
  return count;
}
