import { damaged } from "./compression";

/**
 * Unpacks frames one after the other, in memory of one window. By fzstd and not by Node, which has zstd from 22.15 on, but
 * (22.23) leaves out every frame behind the first and takes a file that is cut off for a whole one. Checksums inside the
 * frames are not compared.
 */
export async function* unzstd(chunks: AsyncIterable<Uint8Array>, label: string): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import("fzstd");
  const ready: Uint8Array[] = [];
  const frames = new Decompress((chunk) => ready.push(chunk));
  const push = (chunk: Uint8Array, isLast: boolean): void => {
    try {
      frames.push(chunk, isLast);
    } catch (cause) {
      throw cause instanceof Error ? damaged(label, "zstd", cause) : cause;
    }
  };
  for await (const chunk of chunks) {
    push(chunk, false);
    yield* ready.splice(0);
  }
  push(new Uint8Array(0), true);
  yield* ready.splice(0);
}

/** What the header of a frame says that unpacking needs (RFC 8878, 3.1.1.1); 0 where `head` is none. */
export function zstdWindowBytes(head: Uint8Array): number {
  if (head.length < 6) return 0;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const descriptor = view.getUint8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  if (!isSingleSegment) {
    const window = view.getUint8(5);
    const base = 2 ** (10 + (window >> 3));
    return base + (base / 8) * (window & 7);
  }
  const at = 5 + ([0, 1, 2, 4][descriptor & 3] ?? 0);
  const sizeBytes = [1, 2, 4, 8][descriptor >> 6] ?? 1;
  if (head.length < at + sizeBytes) return 0;
  switch (sizeBytes) {
    case 1:
      return view.getUint8(at);
    case 2:
      return view.getUint16(at, true) + 256;
    case 4:
      return view.getUint32(at, true);
    default:
      return Number(view.getBigUint64(at, true));
  }
}
