import { describe, expect, it } from "vitest";
import { noCounts } from "../checkpoint";
import { FencedError } from "../errors";
import { rowsBatch, type DestinationHarness } from "./destination-harness";
import { checkpointOf } from "./plans";

/** The commit rule: a checkpoint and its rows are kept together or not at all, and the newest writer alone commits. */
export function describeExactlyOnce<Config>(current: () => DestinationHarness<Config>): void {
  describe("commit", () => {
    it("keeps the checkpoint as it was for the next writer of the same run", async () => {
      const plan = current().plan();
      const feed = current().feed(plan);
      const writer = await current().open(feed);
      expect(await writer.checkpoint()).toBeNull();
      const checkpoint = checkpointOf(feed, { offset: 3, tie: ["ä", null, 1.5] }, 1);
      await writer.write(0, rowsBatch([[1, "one", 1]]));
      await writer.commit(checkpoint);
      await writer.close();
      const next = await current().open(current().feed(plan));
      expect(await next.checkpoint()).toEqual(checkpoint);
      await next.close();
    });

    it("drops what was written after the last commit", async () => {
      const plan = current().plan();
      const feed = current().feed(plan);
      const writer = await current().open(feed);
      await writer.checkpoint();
      await writer.write(0, rowsBatch([[1, "kept", 1]]));
      await writer.commit(checkpointOf(feed, 1, 1));
      await writer.write(0, rowsBatch([[2, "dropped", 1]]));
      await writer.close();
      await writer.close();

      const again = current().feed(plan);
      const next = await current().open(again);
      expect((await next.checkpoint())?.position).toBe(1);
      await next.write(0, rowsBatch([[2, "again", 1]]));
      await next.commit(checkpointOf(again, 2, 2, true));
      await next.close();
      expect(await current().finish(plan)).toEqual({ rows: 2, superseded: 0 });
      expect(await current().rows(plan)).toEqual([
        ["1", "kept", "1"],
        ["2", "again", "1"],
      ]);
    });

    it("may be called without rows, and several times", async () => {
      const plan = current().plan();
      const feed = current().feed(plan);
      const writer = await current().open(feed);
      await writer.checkpoint();
      await writer.commit(checkpointOf(feed, 1, 0));
      await writer.commit(checkpointOf(feed, 2, 0, true));
      await writer.close();
      expect(await current().finish(plan)).toEqual({ rows: 0, superseded: 0 });
      expect(await current().rows(plan)).toEqual([]);
    });

    it("starts an incremental feed of the next run at the position, with its counts at zero", async () => {
      const first = current().plan({ mode: "incremental" });
      await current().load(first, [[1, "one", 1]], 5);
      await current().finish(first);
      const writer = await current().open(current().feed(current().plan({ mode: "incremental", syncId: 2 })));
      expect(await writer.checkpoint()).toMatchObject({
        syncId: 2,
        position: 5,
        complete: false,
        counts: [noCounts()],
      });
      await writer.close();
    });

    it("starts a full refresh of the next run anew", async () => {
      const first = current().plan();
      await current().load(first, [[1, "one", 1]], 5);
      await current().finish(first);
      const writer = await current().open(current().feed(current().plan({ syncId: 2 })));
      expect(await writer.checkpoint()).toBeNull();
      await writer.close();
    });

    it("starts a new generation anew, also where the feed is incremental", async () => {
      const first = current().plan({ mode: "incremental" });
      await current().load(first, [[1, "one", 1]], 5);
      const writer = await current().open(
        current().feed(current().plan({ mode: "incremental", syncId: 2, generation: 2 })),
      );
      expect(await writer.checkpoint()).toBeNull();
      await writer.close();
    });
  });

  describe("a feed that begins anew", () => {
    it.each(["append", "overwrite", "deduped"] as const)(
      "counts nothing of what the run had loaded in %s, keeps it only where it cannot take it back, and keeps all of earlier runs",
      async (write) => {
        if (!current().destination.capabilities.modes.includes(write)) return;
        const earlier = current().plan({ write, syncId: 1 });
        await current().load(earlier, [[1, "earlier", 1]], 1);
        await current().finish(earlier);
        const generation = write === "overwrite" ? 2 : 1;
        const plan = current().plan({ write, syncId: 2, generation });
        await current().load(plan, [[2, "stale", 2]], 7, false);

        const writer = await current().open({ ...current().feed(plan), anew: true });
        expect(await writer.checkpoint()).toBeNull();
        await writer.write(0, rowsBatch([[4, "lost", 2]]));
        await writer.close();

        const feed = { ...current().feed(plan), anew: true };
        const again = await current().open(feed);
        expect(await again.checkpoint()).toBeNull();
        await again.write(0, rowsBatch([[3, "fresh", 2]]));
        await again.commit(checkpointOf(feed, 8, 1, true));
        await again.close();
        expect(await current().finish(plan)).toEqual({ rows: 1, superseded: 0 });
        expect(await current().measure(plan)).toBe(1);
        const rows = (await current().rows(plan)) ?? [];
        const ofEarlierRuns = current().cannot.takeBack ? ["earlier", "stale"] : ["earlier"];
        const kept = write === "overwrite" ? [] : ofEarlierRuns;
        expect(rows.map(([, name]) => name)).toEqual([...kept, "fresh"]);
      },
    );

    it("goes on from its own checkpoint afterwards", async () => {
      const plan = current().plan({ write: "overwrite" });
      await current().load(plan, [[1, "stale", 1]], 7, false);
      const feed = { ...current().feed(plan), anew: true };
      const writer = await current().open(feed);
      await writer.write(0, rowsBatch([[2, "fresh", 1]]));
      await writer.commit(checkpointOf(feed, 1, 1));
      await writer.close();
      const next = await current().open(current().feed(plan));
      expect(await next.checkpoint()).toMatchObject({ position: 1 });
      await next.close();
      await current().load(plan, [[3, "fresh", 1]], 2);
      expect((await current().finish(plan)).rows).toBe(2);
    });
  });

  describe("fence", () => {
    it("lets only the newest writer commit", async () => {
      const plan = current().plan();
      const oldFeed = current().feed(plan);
      const newFeed = current().feed(plan);
      const old = await current().open(oldFeed);
      await old.checkpoint();
      const newer = await current().open(newFeed);
      await newer.checkpoint();
      await expect(
        (async () => {
          await old.write(0, rowsBatch([[1, "old", 1]]));
          await old.commit(checkpointOf(oldFeed, 1, 1, true));
        })(),
      ).rejects.toBeInstanceOf(FencedError);
      await old.close();
      await newer.write(0, rowsBatch([[1, "new", 1]]));
      await newer.commit(checkpointOf(newFeed, 1, 1, true));
      await newer.close();
      await current().finish(plan);
      expect(await current().rows(plan)).toEqual([["1", "new", "1"]]);
    });

    it("refuses to open with a lower fence, and tells the one it found", async () => {
      const plan = current().plan();
      const writer = await current().open(current().feed(plan, 10));
      await writer.close();
      const refused: unknown = await current()
        .open(current().feed(plan, 9))
        .catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(FencedError);
      expect((refused as FencedError).current).toBe(10);
    });
  });
}
