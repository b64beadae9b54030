import { describe, expect, it } from "vitest";
import type { Destination } from "../destination";
import type { StreamPlan } from "../plan";
import { deletedAtColumn, historyColumns, metaColumns } from "../records";
import type { Value } from "../values";
import type { DestinationHarness } from "./destination-harness";
import type { PlanOptions } from "./plans";

const { startAt, endAt, activeRow, life } = historyColumns;

/** What a run that mends rows of a deduplicated table does to their versions, where a destination names `history`. */
export function describeHistoryMending<Config>(
  { capabilities }: Destination<Config>,
  current: () => DestinationHarness<Config>,
): void {
  if (!capabilities.history) return;

  const plan = (syncId: number, more: Partial<PlanOptions> = {}) =>
    current().plan({ write: "deduped", history: true, syncId, ...more });
  const repair = (syncId: number, more: Partial<PlanOptions> = {}): StreamPlan => ({
    ...plan(syncId, { reportsDeletes: true, ...more }),
    repairs: true,
  });
  const withoutHistory = (syncId: number) => plan(syncId, { history: false });
  const mend = async (stream: StreamPlan, events: (Value[] | { gone: Value[] })[]) => {
    await current().loadEvents(stream, events, stream.syncId);
    return current().finish(stream);
  };
  const versions = async (columns = ["id", "name", startAt, endAt, activeRow]) => {
    const { history } = plan(1);
    if (!history) throw new Error("The plan keeps no history.");
    return (await current().rowsOf(history, columns)) ?? [];
  };
  const everything = ["id", "name", startAt, endAt, activeRow, deletedAtColumn, life, metaColumns.rawId];
  const measured = async (stream: StreamPlan) =>
    (await current().destination.measure(current().place.config, stream, current().ctx)).versions;
  const day = (instant: string | null | undefined) => (instant ? new Date(instant).getUTCDate() : null);

  describe("history of rows that are mended", () => {
    it("has the mended row as its active version, from the end of the one that was", async () => {
      await current().run(plan(1), [[1, "a", 5]]);
      const mended = repair(2);
      expect(await mend(mended, [[1, "b", 5]])).toEqual({ rows: 1, superseded: 0, versions: 1 });
      expect(await versions()).toEqual([
        ["1", "a", "5", "5", "0"],
        ["1", "b", "5", null, "1"],
      ]);
      expect(await measured(mended)).toBe(1);
      await current().run(plan(3), [[1, "c", 7]]);
      expect(await versions()).toEqual([
        ["1", "a", "5", "5", "0"],
        ["1", "b", "5", "7", "0"],
        ["1", "c", "7", null, "1"],
      ]);
    });

    it("keeps a version that is right already, untouched, where the table alone was wrong", async () => {
      await current().run(plan(1), [
        [1, "a", 4],
        [1, "b", 5],
        [2, null, null],
      ]);
      const before = await versions(everything);
      await current().run(withoutHistory(2), [
        [1, "wrong", 5],
        [2, "wrong", null],
      ]);
      const mended = repair(3);
      const rows: Value[][] = [
        [1, "b", 5],
        [2, null, null],
      ];
      expect(await mend(mended, rows)).toEqual({ rows: 2, superseded: 0, versions: 0 });
      expect(await current().rows(mended)).toEqual([
        ["1", "b", "5"],
        ["2", null, null],
      ]);
      expect(await versions(everything)).toEqual(before);
    });

    it("is mended of all keys of which it is wrong, whether they came or not, and of no others", async () => {
      await current().run(plan(1), [
        [1, "a", 1],
        [2, "b", 1],
        [4, "d", 1],
      ]);
      const ofFour = async () => (await versions(everything)).filter(([id]) => id === "4");
      const before = await ofFour();
      await current().run(withoutHistory(2), [
        [2, "unseen", 2],
        [3, "unseen", 2],
      ]);
      expect(await mend(repair(3), [[1, "a2", 1]])).toEqual({ rows: 1, superseded: 0, versions: 1 });
      expect((await versions()).filter(([id]) => id !== "4")).toEqual([
        ["1", "a", "1", "1", "0"],
        ["1", "a2", "1", null, "1"],
        ["2", "b", "1", "2", "0"],
        ["2", "unseen", "2", null, "1"],
        ["3", "unseen", "2", null, "1"],
      ]);
      expect(await ofFour()).toEqual(before);
      expect(await mend(repair(4), [[3, "c", 2]])).toEqual({ rows: 1, superseded: 0, versions: 1 });
      expect((await versions()).filter(([id]) => id === "3")).toEqual([
        ["3", "c", "2", null, "1"],
        ["3", "unseen", "2", "2", "0"],
      ]);
    });

    it("keeps what has ended as it is, also in later syncs, where the mended row is older by its cursor", async () => {
      await current().run(plan(1), [
        [1, "a", 2],
        [1, "b", 9],
      ]);
      await mend(repair(2), [[1, "c", 3]]);
      const ended = [
        ["1", "a", "2", "9", "0"],
        ["1", "b", "9", "9", "0"],
      ];
      expect(await versions()).toEqual([...ended, ["1", "c", "3", null, "1"]]);
      await current().run(plan(3), [[1, "d", 4]]);
      expect(await versions()).toEqual([...ended, ["1", "c", "3", "4", "0"], ["1", "d", "4", null, "1"]]);
    });

    it("counts from null where the mended row has no cursor value", async () => {
      await current().run(plan(1), [[1, "a", 2]]);
      await mend(repair(2), [[1, "b", null]]);
      expect(await versions()).toEqual([
        ["1", "a", "2", "2", "0"],
        ["1", "b", null, null, "1"],
      ]);
    });

    it("begins and ends versions at the run's instant where there is no cursor", async () => {
      await current().run({ ...plan(1), cursor: null }, [[1, "a", 1]]);
      await mend({ ...repair(2), cursor: null }, [[1, "b", 1]]);
      const found = await versions(["name", startAt, endAt, activeRow]);
      expect(found.map(([name, start, end, active]) => [name, day(start), day(end), active])).toEqual([
        ["a", 1, 2, "0"],
        ["b", 2, null, "1"],
      ]);
    });

    it("has no active version of a row that is removed, and tells what comes back from it", async () => {
      const columns = ["name", startAt, endAt, activeRow];
      await current().run(plan(1), [
        [1, "a", 8],
        [1, "b", 9],
        [2, "stays", 1],
      ]);
      const mended = repair(2);
      expect(await mend(mended, [{ gone: [1] }])).toEqual({
        rows: 0,
        superseded: 0,
        deleted: 1,
        versions: 0,
      });
      expect(await current().rows(mended)).toEqual([["2", "stays", "1"]]);
      const ended = [
        ["a", "8", "9", "0"],
        ["b", "9", null, "0"],
      ];
      expect(await versions(columns)).toEqual([...ended, ["stays", "1", null, "1"]]);
      const gone = (await versions(["name", deletedAtColumn])).map(([name, at]) => [name, day(at)]);
      expect(gone).toEqual([
        ["a", null],
        ["b", 2],
        ["stays", null],
      ]);
      await current().run(plan(3), [[1, "back", 3]]);
      expect(await versions(columns)).toEqual([
        ...ended,
        ["back", "3", null, "1"],
        ["stays", "1", null, "1"],
      ]);
    });

    it("has no active version of a row that is marked as deleted, and one again when a repair revives it", async () => {
      const columns = ["name", startAt, endAt, activeRow];
      const soft = { deletes: "soft" } as const;
      await current().run(plan(1, soft), [[1, "a", 5]]);
      expect(await mend(repair(2, soft), [{ gone: [1] }])).toEqual({
        rows: 0,
        superseded: 0,
        deleted: 1,
        versions: 0,
      });
      expect(await versions(columns)).toEqual([["a", "5", null, "0"]]);
      expect(await mend(repair(3, soft), [[1, "a", 5]])).toEqual({ rows: 1, superseded: 0, versions: 1 });
      expect(
        (await versions([...columns, deletedAtColumn])).map((row) => row.with(4, String(day(row[4])))),
      ).toEqual([
        ["a", "5", null, "0", "2"],
        ["a", "5", null, "1", "null"],
      ]);
    });

    it("is mended once, however often the run is finished, and whatever attempt had been broken off", async () => {
      await current().run(plan(1), [[1, "a", 5]]);
      const mended = repair(2);
      await current().load(mended, [[1, "b", 5]], 1, false);
      await current().loadEvents(mended, [], 2);
      const finished = await current().finish(mended);
      expect(finished).toEqual({ rows: 1, superseded: 0, versions: 1 });
      const before = await versions(everything);
      expect(before).toHaveLength(2);
      expect(await current().finish(mended)).toEqual(finished);
      expect(await versions(everything)).toEqual(before);
      expect(await mend(repair(3), [[1, "b", 5]])).toEqual({ rows: 1, superseded: 0, versions: 0 });
      expect(await versions(everything)).toEqual(before);
    });

    it("ends the versions beside the right one, where a key has several that are active", async () => {
      const byName = plan(1);
      await current().run({ ...byName, key: ["name"], stream: { ...byName.stream, key: [["name"]] } }, [
        [1, "a", 5],
        [1, "b", 6],
        [2, "c", 5],
        [2, "d", 6],
      ]);
      const mended = repair(2);
      const rows = [
        [1, "b", 6],
        [2, "c", 5],
      ];
      expect(await mend(mended, rows)).toEqual({ rows: 2, superseded: 0, versions: 0 });
      expect(await current().rows(mended)).toEqual([
        ["1", "b", "6"],
        ["2", "c", "5"],
      ]);
      expect(await versions()).toEqual([
        ["1", "a", "5", "6", "0"],
        ["1", "b", "6", null, "1"],
        ["2", "c", "5", null, "1"],
        ["2", "d", "6", "6", "0"],
      ]);
    });

    it("begins with the mended rows of the table, where none was kept yet", async () => {
      await current().run(withoutHistory(1), [
        [1, "a", 1],
        [2, "b", 1],
      ]);
      const mended = repair(2);
      expect(await mend(mended, [[1, "mended", 1]])).toEqual({ rows: 1, superseded: 0, versions: 1 });
      expect(await versions()).toEqual([
        ["1", "mended", "1", null, "1"],
        ["2", "b", "1", null, "1"],
      ]);
      expect(await measured(mended)).toBe(1);
    });
  });
}
