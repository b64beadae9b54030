import { expect, it } from "vitest";
import { copyBytes } from "./copy-bytes";
import { viewOf } from "./tuples";

it("copies any length from any place to any place, and nothing beside", () => {
  const source = Uint8Array.from({ length: 3000 }, (_, index) => (index * 7 + 1) % 255);
  for (const length of [0, 1, 3, 4, 15, 16, 17, 31, 200, 1023, 1024, 1025, 2900]) {
    for (const from of [0, 1, 5, 100 - Math.min(length, 100)]) {
      const target = new Uint8Array(3200).fill(255);
      copyBytes(viewOf(source), from, from + length, viewOf(target.subarray(3)), 4);
      expect(target.subarray(7, 7 + length)).toEqual(source.subarray(from, from + length));
      expect([...target.subarray(0, 7), ...target.subarray(7 + length)].every((byte) => byte === 255)).toBe(
        true,
      );
    }
  }
});
