import { expect, it } from "vitest";
import { blockBytes, inBlocks } from "./blocks";

const bytes = Uint8Array.from({ length: 3 * blockBytes + 1000 }, (_, index) => index % 251);

it.each([
  [0, false, [blockBytes, 2 * blockBytes, 3 * blockBytes, bytes.length]],
  [3, false, [blockBytes, 2 * blockBytes, 3 * blockBytes, bytes.length]],
  [5000, true, [2 * blockBytes, 3 * blockBytes, bytes.length]],
  [blockBytes, true, [2 * blockBytes, 3 * blockBytes, bytes.length]],
])(
  "ends blocks at the same bytes from %i on, whatever the chunks (midway: %s)",
  async (from, isMidway, ends) => {
    for (const size of [1000, 65_536, blockBytes, 1_000_000]) {
      const blocks: Uint8Array[] = [];
      const found: number[] = [];
      for await (const block of inBlocks({ chunks: chunksOf(from, size), offset: from }, isMidway)) {
        blocks.push(block);
        found.push(from + blocks.reduce((sum, { length }) => sum + length, 0));
      }
      expect(found).toEqual(ends);
      expect(Buffer.concat(blocks).equals(bytes.subarray(from))).toBe(true);
    }
  },
);

it("gives nothing for nothing", async () => {
  for await (const block of inBlocks({ chunks: chunksOf(bytes.length, 1), offset: bytes.length }, true))
    expect(block).toBeUndefined();
});

async function* chunksOf(from: number, size: number): AsyncGenerator<Uint8Array> {
  for (let at = from; at < bytes.length; at += size)
    yield await Promise.resolve(bytes.subarray(at, at + size));
}
