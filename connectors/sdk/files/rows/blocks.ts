import type { Bytes } from "../content/decode";

/** What is read of a file at once. */
export const blockBytes = 256 * 1024;

/**
 * The bytes in blocks that end where the file says, at multiples of `blockBytes`, however they came: so that rows are found
 * in the same pieces each time. Where reading goes on in the middle of a block, at a row that was not whole when the block ended,
 * the next block comes with it.
 */
export async function* inBlocks({ chunks, offset }: Bytes, isMidway: boolean): AsyncGenerator<Uint8Array> {
  const whole = isMidway ? Math.ceil(offset / blockBytes) : 0;
  let end = (whole + 1) * blockBytes;
  let at = offset;
  let parts: Uint8Array[] = [];
  for await (const chunk of chunks) {
    let rest = chunk;
    while (at + rest.length >= end) {
      parts.push(rest.subarray(0, end - at));
      rest = rest.subarray(end - at);
      yield joined(parts);
      parts = [];
      at = end;
      end += blockBytes;
    }
    if (rest.length === 0) continue;
    parts.push(rest);
    at += rest.length;
  }
  if (parts.length > 0) yield joined(parts);
}

function joined(parts: Uint8Array[]): Uint8Array {
  const [only] = parts;
  return only && parts.length === 1 ? only : Buffer.concat(parts);
}
