import { describe, expect, it } from "vitest";
import type { WriteMode } from "../plan";
import type { DestinationHarness, DestinationSubject } from "./destination-harness";

/** The write modes a destination names in its capabilities. */
export function describeWriteModes<Config>(
  { destination, cannot }: DestinationSubject<Config>,
  current: () => DestinationHarness<Config>,
): void {
  /** A mode that the destination does not name has no tests: a skipped one would look like something missing. */
  const describeMode = (mode: WriteMode, tests: () => void) => {
    if (destination.capabilities.modes.includes(mode)) describe(mode, tests);
  };

  describe("append", () => {
    it("adds each run's rows and counts them apart", async () => {
      const first = current().plan();
      const second = current().plan({ syncId: 2 });
      await current().load(first, [[1, "one", 1]], 1);
      await current().finish(first);
      await current().load(
        second,
        [
          [1, "one", 1],
          [2, "two", 1],
        ],
        1,
      );
      expect(await current().finish(second)).toEqual({ rows: 2, superseded: 0 });
      expect(await current().measure(first)).toBe(1);
      expect(await current().measure(second)).toBe(2);
    });
  });

  describeMode("overwrite", () => {
    it("shows the old table until finish, then only the new rows", async () => {
      const first = current().plan({ write: "overwrite" });
      await current().load(first, [[1, "old", 1]], 1);
      await current().finish(first);
      const second = current().plan({ write: "overwrite", syncId: 2, generation: 2 });
      await current().load(
        second,
        [
          [2, "new", 1],
          [3, "new", 1],
        ],
        1,
      );
      expect(await current().rows(first)).toEqual([["1", "old", "1"]]);
      expect(await current().finish(second)).toEqual({ rows: 2, superseded: 0 });
      expect(await current().rows(second)).toEqual([
        ["2", "new", "1"],
        ["3", "new", "1"],
      ]);
      expect(await current().measure(second)).toBe(2);
    });

    it("finishes twice as once", async () => {
      const plan = current().plan({ write: "overwrite" });
      await current().load(plan, [[1, "one", 1]], 1);
      const finished = await current().finish(plan);
      const tables = await current().place.listTables();
      expect(await current().finish(plan)).toEqual(finished);
      expect(await current().rows(plan)).toEqual([["1", "one", "1"]]);
      expect(await current().place.listTables()).toEqual(tables);
    });

    it("leaves the old table as it was when a run never finishes, and nothing of that run in the next", async () => {
      const first = current().plan({ write: "overwrite" });
      await current().load(first, [[1, "old", 1]], 1);
      await current().finish(first);
      await current().load(
        current().plan({ write: "overwrite", syncId: 2, generation: 2 }),
        [[2, "lost", 1]],
        1,
        false,
      );
      expect(await current().rows(first)).toEqual([["1", "old", "1"]]);
      const third = current().plan({ write: "overwrite", syncId: 3, generation: 3 });
      await current().load(third, [[3, "new", 1]], 1);
      await current().finish(third);
      expect(await current().rows(third)).toEqual([["3", "new", "1"]]);
    });

    it("takes the new columns and types of a generation and empties the table for an empty source", async () => {
      const first = current().plan({ write: "overwrite" });
      await current().load(first, [[1, "old", 1]], 1);
      await current().finish(first);
      const fields = [{ name: "id", type: { kind: "string" } as const, nullable: true }];
      const second = current().plan({ write: "overwrite", syncId: 2, generation: 2, fields });
      await current().load(second, [["a"]], 1);
      await current().finish(second);
      expect(await current().rows(second)).toEqual([["a"]]);
      const third = current().plan({ write: "overwrite", syncId: 3, generation: 3 });
      await current().load(third, [], 1);
      expect(await current().finish(third)).toEqual({ rows: 0, superseded: 0 });
      expect(await current().rows(third)).toEqual([]);
    });
  });

  describeMode("deduped", () => {
    if (cannot?.cursorOrder) describeArrivalOrder(current);
    else describeCursorOrder(current);

    it("finishes twice as once", async () => {
      const plan = current().plan({ write: "deduped" });
      await current().load(
        plan,
        [
          [1, "a1", 1],
          [1, "a2", 2],
        ],
        1,
      );
      const finished = await current().finish(plan);
      const tables = await current().place.listTables();
      expect(await current().finish(plan)).toEqual(finished);
      expect(await current().rows(plan)).toEqual([["1", "a2", "2"]]);
      expect(await current().place.listTables()).toEqual(tables);
    });

    it("merges in the next run what a run loaded and never finished", async () => {
      const first = current().plan({ write: "deduped" });
      await current().load(
        first,
        [
          [1, "a1", 1],
          [2, "b1", 1],
        ],
        1,
        false,
      );
      const second = current().plan({ write: "deduped", syncId: 2 });
      await current().load(second, [[2, "b2", 2]], 2);
      expect(await current().finish(second)).toEqual({ rows: 1, superseded: 0 });
      expect(await current().rows(second)).toEqual([
        ["1", "a1", "1"],
        ["2", "b2", "2"],
      ]);
    });
  });
}

function describeCursorOrder<Config>(current: () => DestinationHarness<Config>): void {
  it("keeps the newest row of each key by cursor, within a run and over runs", async () => {
    const first = current().plan({ write: "deduped" });
    await current().load(
      first,
      [
        [1, "a1", 1],
        [1, "a3", 3],
        [1, "a2", 2],
        [2, "b1", 1],
      ],
      1,
    );
    expect(await current().finish(first)).toEqual({ rows: 2, superseded: 2 });
    expect(await current().rows(first)).toEqual([
      ["1", "a3", "3"],
      ["2", "b1", "1"],
    ]);
    const second = current().plan({ write: "deduped", syncId: 2 });
    await current().load(
      second,
      [
        [1, "a0", 0],
        [2, "b2", 2],
        [3, "c1", 1],
      ],
      2,
    );
    expect(await current().finish(second)).toEqual({ rows: 2, superseded: 1 });
    expect(await current().rows(second)).toEqual([
      ["1", "a3", "3"],
      ["2", "b2", "2"],
      ["3", "c1", "1"],
    ]);
    expect(await current().measure(second)).toBe(2);
  });

  it("takes a null cursor as oldest, and at equal cursors the later arrival and the later run", async () => {
    const first = current().plan({ write: "deduped" });
    await current().load(
      first,
      [
        [1, "null", null],
        [1, "one", 1],
        [2, "early", 5],
        [2, "late", 5],
      ],
      1,
    );
    await current().finish(first);
    expect(await current().rows(first)).toEqual([
      ["1", "one", "1"],
      ["2", "late", "5"],
    ]);
    const second = current().plan({ write: "deduped", syncId: 2 });
    await current().load(
      second,
      [
        [1, "null again", null],
        [2, "next run", 5],
      ],
      2,
    );
    await current().finish(second);
    expect(await current().rows(second)).toEqual([
      ["1", "one", "1"],
      ["2", "next run", "5"],
    ]);
  });
}

function describeArrivalOrder<Config>(current: () => DestinationHarness<Config>): void {
  it("keeps the row of each key that arrived last, within a run and over runs, and counts all that came", async () => {
    const first = current().plan({ write: "deduped" });
    await current().load(
      first,
      [
        [1, "a3", 3],
        [1, "a2", 2],
        [2, "b1", null],
      ],
      1,
    );
    expect(await current().finish(first)).toEqual({ rows: 3, superseded: 0 });
    expect(await current().measure(first)).toBe(3);
    const second = current().plan({ write: "deduped", syncId: 2 });
    await current().load(second, [[2, "b0", 0]], 2);
    expect(await current().finish(second)).toEqual({ rows: 1, superseded: 0 });
    expect(await current().measure(second)).toBe(1);
    expect(await current().rows(second)).toEqual([
      ["1", "a2", "2"],
      ["2", "b0", "0"],
    ]);
  });
}
