import { Buffer } from "node:buffer";
import { randomFillSync } from "node:crypto";

const pieces = 1024;

/** Draws `size` random bytes at every call, from a supply that is drawn for many at once: a call each costs microseconds. */
export function createRandomSource(size: number): () => Uint8Array {
  const supply = Buffer.alloc(size * pieces);
  let next = pieces;
  return () => {
    if (next === pieces) {
      randomFillSync(supply);
      next = 0;
    }
    return supply.subarray(next * size, ++next * size);
  };
}
