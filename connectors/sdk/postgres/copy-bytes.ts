/** From here on a native copy is faster, although it needs an object for the slice. */
const largeBytes = 1024;

/**
 * Copies [from, to) without making an object: there is a copy for every row, and objects for millions of rows keep
 * the garbage collector busier than everything else.
 */
export function copyBytes(source: DataView, from: number, to: number, target: DataView, at: number): void {
  if (to - from >= largeBytes) return copyLarge(source, from, to, target, at);
  let read = from;
  let write = at;
  for (const end = to - 15; read < end; read += 16, write += 16) {
    target.setInt32(write, source.getInt32(read));
    target.setInt32(write + 4, source.getInt32(read + 4));
    target.setInt32(write + 8, source.getInt32(read + 8));
    target.setInt32(write + 12, source.getInt32(read + 12));
  }
  for (const end = to - 3; read < end; read += 4, write += 4) target.setInt32(write, source.getInt32(read));
  for (; read < to; read++, write++) target.setUint8(write, source.getUint8(read));
}

function copyLarge(source: DataView, from: number, to: number, target: DataView, at: number): void {
  const bytes = new Uint8Array(source.buffer, source.byteOffset + from, to - from);
  new Uint8Array(target.buffer, target.byteOffset, target.byteLength).set(bytes, at);
}
