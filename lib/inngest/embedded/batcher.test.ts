import { describe, expect, it } from "vitest";
import { Batcher } from "./batcher";

describe("a batcher", () => {
  it("writes together what comes together, and what comes while it writes in the next batch", async () => {
    const batches: number[][] = [];
    let release: () => void = () => undefined;
    const batcher = new Batcher<number, number>(10, async (items) => {
      batches.push(items);
      if (batches.length === 1) await new Promise<void>((resolve) => (release = resolve));
      return items.map((item) => item * 2);
    });
    const first = [batcher.add(1), batcher.add(2)];
    await new Promise((resolve) => setImmediate(resolve));
    const second = [batcher.add(3), batcher.add(4)];
    release();
    expect(await Promise.all([...first, ...second])).toEqual([2, 4, 6, 8]);
    expect(batches).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it("makes no batch larger than it may be", async () => {
    const sizes: number[] = [];
    const batcher = new Batcher<number, number>(3, async (items) => {
      sizes.push(items.length);
      return items;
    });
    await Promise.all([1, 2, 3, 4, 5, 6, 7].map((item) => batcher.add(item)));
    expect(sizes).toEqual([3, 3, 1]);
  });

  it("weighs items, and writes alone what is too heavy for any batch", async () => {
    const batches: number[][] = [];
    const write = async (items: number[]) => {
      batches.push(items);
      return items;
    };
    const batcher = new Batcher<number, number>(10, write, (item) => item);
    await Promise.all([4, 6, 1, 50, 3].map((item) => batcher.add(item)));
    expect(batches).toEqual([[4, 6], [1], [50], [3]]);
  });

  it("rejects all of a batch that cannot be written, and goes on with the next", async () => {
    const batcher = new Batcher<number, number>(2, async (items) => {
      if (items.includes(1)) throw new Error("no");
      return items;
    });
    const results = await Promise.allSettled([1, 2, 3].map((item) => batcher.add(item)));
    expect(results.map((result) => result.status)).toEqual(["rejected", "rejected", "fulfilled"]);
    expect(await batcher.add(4)).toBe(4);
  });
});
