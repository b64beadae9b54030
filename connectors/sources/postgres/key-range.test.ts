import { describe, expect, it } from "vitest";
import { groupBounds, pickBounds } from "./key-range";

const histogram = Array.from({ length: 101 }, (_, index) => String(index * 10));

describe("ranges of a key", () => {
  it.each([2, 3, 7, 16, 100])(
    "are parted by values with as many rows between them as there are pieces: %d",
    (pieces) => {
      const bounds = pickBounds(histogram, pieces).map(Number);
      expect(bounds).toHaveLength(pieces - 1);
      const shares = [0, ...bounds, 1000]
        .map((bound, index, all) => (all[index + 1] ?? bound) - bound)
        .slice(0, -1);
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(10);
    },
  );

  it("are no more than the statistics can part, and name no value twice", () => {
    expect(pickBounds(histogram, 1000)).toHaveLength(99);
    expect(pickBounds(["1", "5", "5", "5", "9"], 4)).toEqual(["5"]);
    expect(pickBounds(["1", "9"], 4)).toEqual([]);
  });

  it.each([
    [1, 20],
    [4, 20],
    [16, 20],
    [16, 3],
  ])("leave no gap, are open at both ends, and share out the pieces: %d of %d", (parts, pieces) => {
    const ranges = groupBounds("id", pickBounds(histogram, pieces), parts);
    expect(ranges).toHaveLength(Math.min(parts, pieces));
    expect(ranges[0]?.bounds[0]).toBeNull();
    expect(ranges.at(-1)?.bounds.at(-1)).toBeNull();
    for (const [index, range] of ranges.slice(1).entries())
      expect(range.bounds[0]).toBe(ranges[index]?.bounds.at(-1));
    const counts = ranges.map(({ bounds }) => bounds.length - 1);
    expect(counts.reduce((sum, count) => sum + count)).toBe(pieces);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    expect(ranges.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  });
});
