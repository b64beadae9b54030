import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { loadCompressor } from "./compression";
import type { Compression } from "./types";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const all: Compression[] = ["none", "lz4", "zlib", "zstd", "snappy"];

describe.each(all)("%s", (compression) => {
  it.each([
    ["nothing", Buffer.alloc(0)],
    ["one byte", Buffer.from("a")],
    ["text that repeats", Buffer.alloc(200_000, "pulsar ")],
    ["what is random", randomBytes(100_000)],
    ["a view into a larger buffer", Buffer.alloc(10_000, "ab").subarray(17, 5_000)],
  ])("gives %s back", async (_, bytes) => {
    const compressor = await loadCompressor(compression);
    const packed = compressor.compress(bytes);
    expect(Buffer.from(compressor.decompress(packed, bytes.length)).equals(bytes)).toBe(true);
  });

  it("works for several at once", async () => {
    const compressors = await Promise.all([loadCompressor(compression), loadCompressor(compression)]);
    for (const { compress } of compressors) {
      const again = await loadCompressor(compression);
      const packed = compress(Buffer.alloc(70_000, "abc"));
      expect(Buffer.from(again.decompress(packed, 70_000)).equals(Buffer.alloc(70_000, "abc"))).toBe(true);
    }
  });

  it("throws where another size was announced", async () => {
    const compressor = await loadCompressor(compression);
    const packed = compressor.compress(Buffer.alloc(1_000, "abc"));
    expect(() => compressor.decompress(packed, 999)).toThrow();
    expect(() => compressor.decompress(packed, 1_001)).toThrow();
  });
});

describe.each(all.slice(1))("%s", (compression) => {
  it("throws where the bytes are none of its own", async () => {
    const compressor = await loadCompressor(compression);
    const packed = compressor.compress(Buffer.alloc(100, "abc"));
    expect(() => compressor.decompress(Buffer.alloc(50, 0xee), 100)).toThrow();
    expect(compressor.decompress(packed, 100)).toHaveLength(100);
  });
});

describe("what other clients wrote", () => {
  const text = "a".repeat(48);
  it.each<[Compression, string]>([
    // a token for one literal and a match of 41 at offset 1, then 5 literals: without a size in front
    ["lz4", "1f6101001660616161616161"],
    ["zlib", "789c4b4c240d0000bdd71231"],
    // the size, a literal, and a copy of 47 at offset 1 in two elements
    ["snappy", "30" + "0061" + "ba0100"],
  ])("is read: a block of %s", async (compression, block) => {
    const { decompress } = await loadCompressor(compression);
    const bytes = Buffer.from(block, "hex");
    expect(Buffer.from(decompress(bytes, 48)).toString()).toBe(text);
  });

  it("has no size in front of a block of lz4", async () => {
    const { compress } = await loadCompressor("lz4");
    expect(hex(compress(Buffer.from(text)))).toBe("1f6101001660616161616161");
  });

  it("begins with the magic number of a frame of zstd", async () => {
    const { compress } = await loadCompressor("zstd");
    expect(hex(compress(Buffer.from(text))).slice(0, 8)).toBe("28b52ffd");
  });
});
