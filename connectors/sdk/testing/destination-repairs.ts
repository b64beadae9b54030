import { describe, expect, it } from "vitest";
import type { Destination } from "../destination";
import type { StreamPlan } from "../plan";
import type { Value } from "../values";
import { type DestinationHarness, rowsBatch } from "./destination-harness";
import type { PlanOptions } from "./plans";

/** How a run that mends rows stands to the syncs of its stream, where a destination heeds `StreamPlan.repairs`. */
export function describeRepairs<Config>(
  { capabilities }: Destination<Config>,
  current: () => DestinationHarness<Config>,
): void {
  if (!capabilities.history) return;

  const plan = (syncId: number, more: Partial<PlanOptions> = {}) =>
    current().plan({ write: "deduped", syncId, ...more });
  const repair = (syncId: number, more: Partial<PlanOptions> = {}): StreamPlan => ({
    ...plan(syncId, { reportsDeletes: true, ...more }),
    repairs: true,
  });
  const mend = async (stream: StreamPlan, events: (Value[] | { gone: Value[] })[]) => {
    await current().loadEvents(stream, events, stream.syncId);
    return current().finish(stream);
  };
  const goOn = async (stream: StreamPlan) => {
    const writer = await current().open(current().feed(stream));
    const checkpoint = await writer.checkpoint();
    await writer.close();
    return { position: checkpoint?.position, finished: await current().finish(stream) };
  };
  const tables = async () => (await current().place.listTables()).sort();

  describe("rows that are mended", () => {
    it("are the repair's own: what a sync has staged is merged by the sync that goes on", async () => {
      await current().run(plan(1), [
        [1, "a", 5],
        [2, "b", 1],
      ]);
      const unfinished = plan(2);
      const staged = [
        [1, "late", 4],
        [2, "newer", 3],
        [3, "new", 1],
      ];
      await current().load(unfinished, staged, 2);
      const mended = repair(3);
      expect(await mend(mended, [[1, "mended", 5]])).toEqual({ rows: 1, superseded: 0 });
      expect(await current().rows(mended)).toEqual([
        ["1", "mended", "5"],
        ["2", "b", "1"],
      ]);
      expect(await goOn(unfinished)).toEqual({ position: 2, finished: { rows: 2, superseded: 1 } });
      expect(await current().rows(unfinished)).toEqual([
        ["1", "mended", "5"],
        ["2", "newer", "3"],
        ["3", "new", "1"],
      ]);
    });

    it("leave versions that a sync has staged to the history of the next sync", async () => {
      const history = { history: true };
      await current().run(plan(1, history), [[1, "a", 5]]);
      await current().load(plan(2, history), [[1, "b", 6]], 2);
      await mend(repair(3, history), [[1, "mended", 5]]);
      await current().run(plan(4, history), [[1, "c", 7]]);
      const versions = await current().rowsOf({ ...plan(1).table, name: "orders_scd" }, [
        "name",
        "version",
        "_airbyte_active_row",
      ]);
      expect(versions).toEqual([
        ["a", "5", "0"],
        ["b", "6", "0"],
        ["c", "7", "1"],
        ["mended", "5", "0"],
      ]);
    });

    it("leave deletions that a sync has staged to the sync", async () => {
      const deletes = { reportsDeletes: true };
      await current().run(plan(1, deletes), [
        [1, "a", 1],
        [2, "b", 1],
      ]);
      await current().loadEvents(plan(2, deletes), [{ gone: [1] }], 2);
      expect(await mend(repair(3), [{ gone: [2] }])).toEqual({ rows: 0, superseded: 0, deleted: 1 });
      expect(await current().rows(plan(1))).toEqual([["1", "a", "1"]]);
      expect((await goOn(plan(2, deletes))).finished).toMatchObject({ deleted: 1 });
      expect(await current().rows(plan(1))).toEqual([]);
    });

    it("leave an overwrite that is under way as it is", async () => {
      await current().run(plan(1, { write: "overwrite" }), [[1, "a", 1]]);
      const unfinished = plan(2, { write: "overwrite", generation: 2 });
      await current().load(unfinished, [[7, "staged", 1]], 2);
      const mended = repair(3);
      await mend(mended, [[1, "mended", 1]]);
      expect(await current().rows(mended)).toEqual([["1", "mended", "1"]]);
      expect(await goOn(unfinished)).toEqual({ position: 2, finished: { rows: 1, superseded: 0 } });
      expect(await current().rows(unfinished)).toEqual([["7", "staged", "1"]]);
    });

    it("leave it known what a sync has finished", async () => {
      const synced = plan(1);
      const finished = await current().run(synced, [
        [1, "a", 1],
        [1, "b", 2],
      ]);
      const mended = repair(2);
      const once = await mend(mended, [[1, "mended", 2]]);
      expect(await current().finish(synced)).toEqual(finished);
      expect(await current().finish(mended)).toEqual(once);
      expect(await current().rows(synced)).toEqual([["1", "mended", "2"]]);
    });

    it("are not taken up by the next repair, nor by the next sync, where a repair was broken off", async () => {
      await current().run(plan(1), [
        [1, "a", 5],
        [2, "b", 5],
      ]);
      await current().load(repair(2), [[1, "stale", 9]], 2);
      expect(await mend(repair(3), [[2, "mended", 5]])).toEqual({ rows: 1, superseded: 0 });
      await current().load(repair(4), [[1, "stale", 9]], 4);
      expect(await current().run(plan(5), [[2, "c", 6]])).toEqual({ rows: 1, superseded: 0 });
      expect(await current().rows(plan(5))).toEqual([
        ["1", "a", "5"],
        ["2", "c", "6"],
      ]);
      await expect(current().finish(repair(4))).rejects.toThrow(/[Rr]epair the stream again/);
    });

    it("go on where the same repair was broken off, and come once", async () => {
      await current().run(plan(1), [[1, "a", 5]]);
      const mended = repair(2);
      await current().load(mended, [[1, "mended", 5]], 2);
      const again = await goOn(mended);
      expect(again).toEqual({ position: 2, finished: { rows: 1, superseded: 0 } });
      expect(await goOn(mended)).toEqual(again);
      expect(await current().rows(mended)).toEqual([["1", "mended", "5"]]);
    });

    it("leave nothing beside the table, also where a repair was broken off before", async () => {
      await current().run(plan(1), [[1, "a", 5]]);
      const before = await tables();
      const mended = repair(2);
      await mend(mended, [[1, "mended", 5]]);
      expect(await tables()).toEqual(before);
      await goOn(mended);
      expect(await tables()).toEqual(before);
      await current().load(repair(3), [[1, "stale", 5]], 3);
      await current().run(plan(4), [[1, "b", 6]]);
      expect(await tables()).toEqual(before);
      await current().load(repair(5), [[1, "stale", 5]], 5);
      await current().destination.clear(current().place.config, plan(5), current().ctx);
      expect(await tables()).not.toContainEqual(expect.stringMatching(/_sluice_stage/));
    });

    it("hold up no sync while they are being written", async () => {
      await current().run(plan(1), [[1, "a", 5]]);
      const writer = await current().open(current().feed(repair(2)));
      await writer.write(0, rowsBatch([[1, "mended", 5]]));
      expect(await current().run(plan(3), [[1, "b", 6]])).toEqual({ rows: 1, superseded: 0 });
      expect(await current().rows(plan(3))).toEqual([["1", "b", "6"]]);
      await writer.close();
    });

    it("are forgotten with the position of their feed, and what a sync has staged is not", async () => {
      const { states } = current().destination;
      if (!states) return;
      const { connectionId, place, ctx } = current();
      await current().run(plan(1), [[1, "a", 1]]);
      await current().load(plan(2), [[1, "b", 2]], 2);
      const { feedId } = current().feed(repair(3));
      await current().load(repair(3), [[1, "stale", 1]], 3);
      await states.replace(place.config, { connectionId, feedId, checkpoint: null }, ctx);
      expect((await goOn(plan(2))).finished).toEqual({ rows: 1, superseded: 0 });
      expect(await current().rows(plan(2))).toEqual([["1", "b", "2"]]);
    });
  });
}
