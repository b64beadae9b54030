import { describe, expect, it } from "vitest";
import type { Destination } from "../destination";
import type { StreamPlan } from "../plan";
import { deletedAtColumn } from "../records";
import type { DestinationHarness } from "./destination-harness";
import type { PlanOptions } from "./plans";

/** What becomes of deduplicated rows that are gone at the source, where a destination names `softDeletes`. */
export function describeDeletes<Config>(
  { capabilities }: Destination<Config>,
  current: () => DestinationHarness<Config>,
): void {
  if (!capabilities.softDeletes || !capabilities.modes.includes("deduped")) return;

  const plan = (deletes: StreamPlan["deletes"], syncId: number, more: Partial<PlanOptions> = {}) =>
    current().plan({ write: "deduped", deletes, syncId, ...more });
  const refresh = (deletes: StreamPlan["deletes"], syncId: number) =>
    plan(deletes, syncId, { mode: "full_refresh" });
  const reported = (deletes: StreamPlan["deletes"], syncId: number) =>
    plan(deletes, syncId, { reportsDeletes: true });
  /** Id, name, and the run that found the row gone. */
  const marks = async (stream: StreamPlan) => {
    const rows = (await current().rowsOf(stream.table, ["id", "name", deletedAtColumn])) ?? [];
    return rows.map(([id, name, at]) => [id, name, at ? new Date(at ?? "").getUTCDate() : null]);
  };

  describe("rows that a full refresh does not bring", () => {
    it("are removed where deletes are hard", async () => {
      await current().run(refresh("hard", 1), [
        [1, "one", 1],
        [2, "two", 1],
        [3, "three", 1],
      ]);
      const second = refresh("hard", 2);
      expect(
        await current().run(second, [
          [2, "two again", 0],
          [4, "four", 1],
        ]),
      ).toEqual({ rows: 2, superseded: 0, deleted: 2 });
      expect(await current().rows(second)).toEqual([
        ["2", "two again", "0"],
        ["4", "four", "1"],
      ]);
      expect(await current().measure(second)).toBe(2);
    });

    it("are marked where deletes are soft, and alive again when they come back", async () => {
      await current().run(refresh("soft", 1), [
        [1, "one", 1],
        [2, "two", 1],
      ]);
      expect(await current().run(refresh("soft", 2), [[2, "two", 1]])).toEqual({
        rows: 1,
        superseded: 0,
        deleted: 1,
      });
      expect(await marks(refresh("soft", 2))).toEqual(
        [
          [1, "one", 2],
          [2, "two", null],
        ].map(([id, ...more]) => [String(id), ...more]),
      );
      expect(await current().run(refresh("soft", 3), [[2, "two", 1]])).toEqual({ rows: 1, superseded: 0 });
      await current().run(refresh("soft", 4), [
        [1, "one is back", 0],
        [2, "two", 1],
      ]);
      expect(await marks(refresh("soft", 4))).toEqual([
        ["1", "one is back", null],
        ["2", "two", null],
      ]);
    });

    it("stay as they are where deletes are ignored", async () => {
      await current().run(refresh("ignore", 1), [[1, "one", 1]]);
      const second = refresh("ignore", 2);
      expect(await current().run(second, [[2, "two", 1]])).toEqual({ rows: 1, superseded: 0 });
      expect(await current().rows(second)).toEqual([
        ["1", "one", "1"],
        ["2", "two", "1"],
      ]);
    });

    it("are all rows, where it brings none", async () => {
      await current().run(refresh("hard", 1), [
        [1, "one", 1],
        [2, "two", 1],
      ]);
      expect(await current().run(refresh("hard", 2), [])).toEqual({ rows: 0, superseded: 0, deleted: 2 });
      expect(await current().rows(refresh("hard", 2))).toEqual([]);
    });

    it("are not looked for where the stream is read incrementally", async () => {
      await current().run(plan("hard", 1), [[1, "one", 1]]);
      expect(await current().run(plan("hard", 2), [[2, "two", 2]])).toEqual({ rows: 1, superseded: 0 });
      expect(await current().rows(plan("hard", 2))).toHaveLength(2);
    });

    it("include those without a key: the refresh has brought all of these anew", async () => {
      await current().run(refresh("hard", 1), [
        [null, "none", 1],
        [1, "one", 1],
      ]);
      await current().run(refresh("hard", 2), [
        [null, "none", 1],
        [1, "one", 1],
      ]);
      expect(await current().rows(refresh("hard", 2))).toHaveLength(2);
    });

    it("are deleted once, also when finish is repeated", async () => {
      await current().run(refresh("soft", 1), [[1, "one", 1]]);
      const second = refresh("soft", 2);
      const finished = await current().run(second, []);
      expect(finished).toEqual({ rows: 0, superseded: 0, deleted: 1 });
      expect(await current().finish(second)).toEqual(finished);
      expect(await marks(second)).toEqual([["1", "one", 2]]);
    });

    it("stay until finish, whatever was loaded", async () => {
      const first = refresh("hard", 1);
      await current().run(first, [[1, "one", 1]]);
      await current().load(refresh("hard", 2), [], 1, false);
      expect(await current().rows(first)).toEqual([["1", "one", "1"]]);
    });
  });

  describe("rows that the source reports as deleted", () => {
    const [one, two] = [
      [1, "one", 1],
      [2, "two", 5],
    ];

    it("are removed where deletes are hard, and come back with whatever cursor", async () => {
      await current().run(reported("hard", 1), [one ?? [], two ?? []]);
      await current().loadEvents(
        reported("hard", 2),
        [[3, "three", 9], { gone: [1] }, { gone: [3] }, { gone: [2] }, { gone: [99] }, [2, "two again", 0]],
        2,
      );
      const finished = await current().finish(reported("hard", 2));
      expect(finished).toEqual({ rows: 1, superseded: 1, deleted: 1 });
      expect(await current().rows(reported("hard", 2))).toEqual([["2", "two again", "0"]]);
      await current().run(reported("hard", 3), [[1, "one again", 0]]);
      expect(await current().rows(reported("hard", 3))).toEqual([
        ["1", "one again", "0"],
        ["2", "two again", "0"],
      ]);
    });

    it("are marked where deletes are soft, also where they came in the same run", async () => {
      await current().run(reported("soft", 1), [one ?? [], two ?? []]);
      await current().loadEvents(
        reported("soft", 2),
        [[3, "three", 9], { gone: [1] }, { gone: [3] }, { gone: [2] }, { gone: [99] }, [2, "two again", 0]],
        2,
      );
      const second = reported("soft", 2);
      expect(await current().finish(second)).toEqual({ rows: 2, superseded: 0, deleted: 2 });
      expect(await current().measure(second)).toBe(2);
      expect(await marks(second)).toEqual([
        ["1", "one", 2],
        ["2", "two again", null],
        ["3", "three", 2],
      ]);
      expect(await current().run(reported("soft", 3), [[1, "one again", 0]])).toEqual({
        rows: 1,
        superseded: 0,
      });
      expect((await marks(second))[0]).toEqual(["1", "one again", null]);
    });

    it("keep what they were when deleted, however often they came and went", async () => {
      await current().loadEvents(
        reported("soft", 1),
        [[1, "a", 9], { gone: [1] }, [1, "b", 2], [1, "c", 1], { gone: [1] }],
        1,
      );
      expect(await current().finish(reported("soft", 1))).toEqual({ rows: 1, superseded: 2, deleted: 1 });
      expect(await marks(reported("soft", 1))).toEqual([["1", "b", 1]]);
    });

    it("stay as they are where deletes are ignored", async () => {
      await current().run(reported("ignore", 1), [one ?? []]);
      await current().loadEvents(reported("ignore", 2), [{ gone: [1] }, two ?? []], 2);
      expect(await current().finish(reported("ignore", 2))).toEqual({ rows: 1, superseded: 0 });
      expect(await current().rows(reported("ignore", 2))).toHaveLength(2);
    });
  });
}
