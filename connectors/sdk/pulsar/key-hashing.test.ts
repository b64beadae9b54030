import { describe, expect, it } from "vitest";
import { javaStringHash, murmur3Hash } from "./key-hashing";

/** Values of the algorithms as they are published, without the sign bit. */
const unsigned = (hash: number) => hash & 0x7fff_ffff;

describe("the hash of Java's strings", () => {
  it.each([
    ["", 0],
    ["a", 97],
    ["hello", 99_162_322],
    ["The quick brown fox jumps over the lazy dog", unsigned(-609_428_141)],
    ["polygenelubricants", 0], // whose hash is the smallest integer, which has no absolute value
    ["é", 233],
    ["😀", 1_772_899],
  ])("of %o is %i", (key, hash) => {
    expect(javaStringHash(key)).toBe(hash);
  });
});

describe("MurmurHash3 with 32 bits", () => {
  it.each([
    ["", 0],
    ["hello", 0x248b_fa47],
    ["hello, world", 0x149b_bb7f],
    ["The quick brown fox jumps over the lazy dog", 0x2e4f_f723],
    ["test", unsigned(0xba6b_d213)],
    ["Hello, world!", unsigned(0xc036_3e43)],
    ["ü", 0x7840_e6aa],
    ["schlüssel 😀", 0x77ec_983d],
  ])("of %o is %i", (key, hash) => {
    expect(murmur3Hash(key)).toBe(hash);
  });
});
