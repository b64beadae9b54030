import { describe, expect, it } from "vitest";
import { RowRefusedError } from "../errors";
import { siftRows } from "./sift";

const sift = async (count: number, bad: number[]) => {
  const taken: number[] = [];
  let attempts = 0;
  const refused = await siftRows(count, (from, to) => {
    attempts++;
    const rows = Array.from({ length: to - from }, (_, index) => from + index);
    if (rows.some((row) => bad.includes(row)))
      return Promise.resolve({
        error: new RowRefusedError("no"),
        reason: `rows ${from} to ${to}`,
        column: null,
      });
    taken.push(...rows);
    return Promise.resolve(null);
  });
  return { taken, refused: refused.map(({ index }) => index), attempts };
};

describe("sifting rows", () => {
  it("takes all but the refused ones, in their order", async () => {
    for (const bad of [[], [0], [9], [3, 4, 5], [0, 2, 4, 6, 8], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]) {
      const { taken, refused } = await sift(10, bad);
      expect(refused).toEqual(bad);
      expect(taken).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].filter((row) => !bad.includes(row)));
    }
  });

  it("asks about twice the logarithm of the rows for one refused row", async () => {
    expect((await sift(1024, [700])).attempts).toBe(21);
  });
});
