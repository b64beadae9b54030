import { describe, expect, it } from "vitest";
import type { Destination } from "../destination";
import type { StreamPlan } from "../plan";
import { deletedAtColumn, historyColumns, metaColumns } from "../records";
import type { DestinationHarness } from "./destination-harness";
import { sampleFields, type PlanOptions } from "./plans";

const { startAt, endAt, activeRow, uniqueKey } = historyColumns;

/** The table of versions beside a deduplicated one, where a destination names `history`. */
export function describeHistory<Config>(
  { capabilities }: Destination<Config>,
  current: () => DestinationHarness<Config>,
): void {
  if (!capabilities.history) return;

  const plan = (syncId: number, more: Partial<PlanOptions> = {}) =>
    current().plan({ write: "deduped", history: true, syncId, ...more });
  const versions = async (stream: StreamPlan, columns = ["id", "name", startAt, endAt, activeRow]) => {
    if (!stream.history) throw new Error("The plan keeps no history.");
    return current().rowsOf(stream.history, columns);
  };
  const measured = async (stream: StreamPlan) =>
    (await current().destination.measure(current().place.config, stream, current().ctx)).versions;

  describe("history", () => {
    it("keeps every version of a row, each until the next one starts", async () => {
      const first = plan(1);
      expect(
        await current().run(first, [
          [1, "a1", 1],
          [1, "a3", 3],
          [2, "b1", 1],
        ]),
      ).toEqual({ rows: 2, superseded: 1, versions: 3 });
      const second = plan(2);
      expect(
        await current().run(second, [
          [1, "a4", 4],
          [3, "c1", 1],
        ]),
      ).toEqual({ rows: 2, superseded: 0, versions: 2 });
      expect(await versions(second)).toEqual([
        ["1", "a1", "1", "3", "0"],
        ["1", "a3", "3", "4", "0"],
        ["1", "a4", "4", null, "1"],
        ["2", "b1", "1", null, "1"],
        ["3", "c1", "1", null, "1"],
      ]);
      expect([await measured(first), await measured(second)]).toEqual([3, 2]);
      expect(await current().rows(second)).toHaveLength(3);
    });

    it("puts a late row into its place in the chain, and a null cursor before all", async () => {
      await current().run(plan(1), [
        [1, "a1", 1],
        [1, "a9", 9],
      ]);
      const second = plan(2);
      expect(
        await current().run(second, [
          [1, "a5", 5],
          [1, "none", null],
        ]),
      ).toEqual({ rows: 0, superseded: 2, versions: 2 });
      expect(await versions(second)).toEqual([
        ["1", "a1", "1", "5", "0"],
        ["1", "a5", "5", "9", "0"],
        ["1", "a9", "9", null, "1"],
        ["1", "none", null, "1", "0"],
      ]);
    });

    it("takes the later arrival as the later version where cursors are equal", async () => {
      await current().run(plan(1), [
        [1, "early", 5],
        [1, "late", 5],
      ]);
      const second = plan(2);
      await current().run(second, [[1, "next run", 5]]);
      expect(await versions(second)).toEqual([
        ["1", "early", "5", "5", "0"],
        ["1", "late", "5", "5", "0"],
        ["1", "next run", "5", null, "1"],
      ]);
    });

    it("adds no version for a row that equals the one before it", async () => {
      await current().run(plan(1), [
        [1, "a", 1],
        [1, "a", 1],
        [2, null, null],
      ]);
      const second = plan(2);
      expect(
        await current().run(second, [
          [1, "a", 1],
          [2, null, null],
          [1, "b", 1],
          [1, "a", 1],
        ]),
      ).toEqual({ rows: 2, superseded: 2, versions: 2 });
      expect(await versions(second)).toEqual([
        ["1", "a", "1", "1", "0"],
        ["1", "a", "1", null, "1"],
        ["1", "b", "1", "1", "0"],
        ["2", null, null, null, "1"],
      ]);
    });

    it("adds none at all for a full refresh that brings the same rows", async () => {
      const rows = [
        [1, "a", 1],
        [2, null, 1],
      ];
      const refresh = (syncId: number) => plan(syncId, { mode: "full_refresh" });
      await current().run(refresh(1), rows);
      expect(await current().run(refresh(2), rows)).toEqual({ rows: 2, superseded: 0, versions: 0 });
      expect(await current().run(refresh(3), [[1, "b", 1], rows[1] ?? []])).toEqual({
        rows: 2,
        superseded: 0,
        versions: 1,
      });
      const found = (await versions(refresh(3))) ?? [];
      const day = (instant: string | null | undefined) => (instant ? new Date(instant).getUTCDate() : null);
      expect(found.map(([id, name, start, end, active]) => [id, name, day(start), day(end), active])).toEqual(
        [
          ["1", "a", 1, 3, "0"],
          ["1", "b", 3, null, "1"],
          ["2", null, 1, null, "1"],
        ],
      );
    });

    it("gives a row without a key a chain of its own", async () => {
      const first = plan(1);
      expect(
        await current().run(first, [
          [null, "x", 1],
          [null, "x", 1],
        ]),
      ).toEqual({ rows: 2, superseded: 0, versions: 2 });
      expect(await versions(first)).toEqual([
        [null, "x", "1", null, "1"],
        [null, "x", "1", null, "1"],
      ]);
    });

    it("ends the version of a row that is gone, and begins another when it comes back", async () => {
      const refresh = (syncId: number) => plan(syncId, { mode: "full_refresh", deletes: "soft" });
      const columns = ["name", startAt, endAt, activeRow, deletedAtColumn];
      const day = (instant: string | null) => (instant ? new Date(instant).getUTCDate() : null);
      await current().run(refresh(1), [[1, "a", 1]]);
      expect(await current().run(refresh(2), [])).toEqual({
        rows: 0,
        superseded: 0,
        deleted: 1,
        versions: 0,
      });
      await current().run(refresh(3), []);
      expect(await current().run(refresh(4), [[1, "a", 1]])).toEqual({ rows: 1, superseded: 0, versions: 1 });
      const found = (await versions(refresh(4), columns)) ?? [];
      expect(
        found.map(([name, start = null, end = null, active, gone = null]) => [
          name,
          day(start),
          day(end),
          active,
          day(gone),
        ]),
      ).toEqual([
        ["a", 1, 2, "0", 2],
        ["a", 4, null, "1", null],
      ]);
    });

    it("tells the lives of a row apart where the source reports that it was deleted", async () => {
      const columns = ["name", startAt, endAt, activeRow];
      const reported = (syncId: number) => plan(syncId, { reportsDeletes: true });
      await current().run(reported(1), [
        [1, "a8", 8],
        [1, "a9", 9],
      ]);
      await current().loadEvents(
        reported(2),
        [{ gone: [1] }, [1, "b1", 1], [1, "b3", 3], { gone: [1] }, { gone: [7] }, [1, "c2", 2]],
        2,
      );
      expect(await current().finish(reported(2))).toEqual({ rows: 1, superseded: 2, versions: 3 });
      const third = reported(3);
      await current().run(third, [[1, "c1", 1]]);
      expect(await versions(third, columns)).toEqual([
        ["a8", "8", "9", "0"],
        ["a9", "9", null, "0"],
        ["b1", "1", "3", "0"],
        ["b3", "3", null, "0"],
        ["c1", "1", "2", "0"],
        ["c2", "2", null, "1"],
      ]);
      expect(await current().rows(third)).toEqual([["1", "c2", "2"]]);
    });

    it("goes on where deletes are ignored, as if nothing was gone", async () => {
      const ignoring = (syncId: number) => plan(syncId, { reportsDeletes: true, deletes: "ignore" });
      await current().run(ignoring(1), [[1, "a", 1]]);
      await current().loadEvents(ignoring(2), [{ gone: [1] }, [1, "b", 2]], 2);
      await current().finish(ignoring(2));
      expect(await versions(ignoring(2))).toEqual([
        ["1", "a", "1", "2", "0"],
        ["1", "b", "2", null, "1"],
      ]);
    });

    it("begins with the rows that the table has already", async () => {
      await current().run(current().plan({ write: "deduped" }), [
        [1, "a", 1],
        [2, "b", 1],
      ]);
      const second = plan(2);
      expect(await current().run(second, [[1, "a2", 2]])).toEqual({ rows: 1, superseded: 0, versions: 1 });
      expect(await versions(second)).toEqual([
        ["1", "a", "1", "2", "0"],
        ["1", "a2", "2", null, "1"],
        ["2", "b", "1", null, "1"],
      ]);
    });

    it("gets a new column when the stream has one", async () => {
      await current().run(plan(1), [[1, "a", 1]]);
      const fields = [...sampleFields, { name: "note", type: { kind: "string" } as const, nullable: true }];
      const second = plan(2, { fields });
      await current().run(second, [[1, "a", 2, "new"]]);
      expect(await versions(second, ["name", "note", activeRow])).toEqual([
        ["a", "new", "1"],
        ["a", null, "0"],
      ]);
    });

    it("has the meta columns of its rows, and the md5 of their key", async () => {
      const first = plan(1);
      await current().run(first, [[1, "a", 1]]);
      expect(await versions(first, [uniqueKey, metaColumns.generationId])).toEqual([
        ["c4ca4238a0b923820dcc509a6f75849b", "1"],
      ]);
    });

    it("merges in the next run what a run loaded and never finished, and counts it apart", async () => {
      await current().load(plan(1), [[1, "a1", 1]], 1, false);
      const second = plan(2);
      expect(await current().run(second, [[1, "a2", 2]])).toEqual({ rows: 1, superseded: 0, versions: 1 });
      expect(await versions(second)).toEqual([
        ["1", "a1", "1", "2", "0"],
        ["1", "a2", "2", null, "1"],
      ]);
      expect(await measured(second)).toBe(1);
    });

    it("finishes twice as once", async () => {
      const first = plan(1);
      const finished = await current().run(first, [
        [1, "a1", 1],
        [1, "a2", 2],
      ]);
      const before = await versions(first);
      expect(await current().finish(first)).toEqual(finished);
      expect(await versions(first)).toEqual(before);
    });

    it("is gone after clear", async () => {
      const first = plan(1);
      await current().run(first, [[1, "a1", 1]]);
      await current().destination.clear(current().place.config, first, current().ctx);
      expect(await versions(first)).toBeNull();
    });
  });
}
