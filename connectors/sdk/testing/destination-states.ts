import { describe, expect, it } from "vitest";
import type { StateStore } from "../destination";
import { FencedError } from "../errors";
import { rowsBatch, type DestinationHarness } from "./destination-harness";
import { checkpointOf } from "./plans";

/** What the destination knows of each feed, asked and replaced from outside: the engine without a console lives on it. */
export function describeStates<Config>(current: () => DestinationHarness<Config>): void {
  const store = (): StateStore<Config> => {
    const { states } = current().destination;
    if (!states) throw new Error("The destination gives no states.");
    return states;
  };
  const list = () => store().list(current().place.config, current().connectionId, current().ctx);
  const replace = (feedId: string, checkpoint: ReturnType<typeof checkpointOf> | null) => {
    const { connectionId, place, ctx } = current();
    return store().replace(place.config, { connectionId, feedId, checkpoint }, ctx);
  };

  describe("states", () => {
    it("are none where nothing was written, and asking makes nothing", async () => {
      expect(await list()).toEqual([]);
      expect(await current().place.listTables()).toEqual([]);
    });

    it("give the last checkpoint of each feed as it was, and its fence", async () => {
      const orders = current().plan();
      const users = current().plan({ name: "users" });
      await current().load(orders, [[1, "one", 1]], 1, false);
      await current().load(orders, [[2, "two", 1]], 2);
      const feed = current().feed(users);
      await (await current().open(feed)).close();
      const states = await list();
      const ordersFeed = current().feed(orders, 2);
      expect(states).toHaveLength(2);
      expect(states).toContainEqual({
        feedId: ordersFeed.feedId,
        fence: 2,
        checkpoint: checkpointOf(ordersFeed, 2, 1, true),
      });
      expect(states).toContainEqual({ feedId: feed.feedId, fence: feed.fence, checkpoint: null });
    });

    it("of another connection are another's", async () => {
      await current().load(current().plan(), [[1, "one", 1]], 1);
      const { place, ctx } = current();
      expect(await store().list(place.config, "another connection", ctx)).toEqual([]);
    });

    it("are replaced for the next writer, while what was loaded stays", async () => {
      const plan = current().plan({ mode: "incremental" });
      await current().load(plan, [[1, "one", 1]], 5);
      await current().finish(plan);
      const feed = current().feed(plan);
      const rewound = { ...checkpointOf(feed, { back: ["to", 3] }, 0, true), syncId: 0 };
      await replace(feed.feedId, rewound);
      const [state] = await list();
      expect(state?.checkpoint).toEqual(rewound);
      expect(await current().rows(plan)).toEqual([["1", "one", "1"]]);
      const next = current().feed(
        current().plan({ mode: "incremental", syncId: 2 }),
        (state?.fence ?? 0) + 1,
      );
      const writer = await current().open(next);
      expect(await writer.checkpoint()).toMatchObject({ position: { back: ["to", 3] }, complete: false });
      await writer.close();
    });

    it("keep out a writer that was opened before they were replaced", async () => {
      const feed = current().feed(current().plan());
      const writer = await current().open(feed);
      await writer.checkpoint();
      await replace(feed.feedId, null);
      await expect(
        (async () => {
          await writer.write(0, rowsBatch([[1, "late", 1]]));
          await writer.commit(checkpointOf(feed, 1, 1));
        })(),
      ).rejects.toBeInstanceOf(FencedError);
      await writer.close();
    });

    it("are forgotten for the next writer, which drops what was staged", async () => {
      const modes = current().destination.capabilities.modes;
      const write = modes.includes("deduped") && !current().cannot.takeBack ? "deduped" : "append";
      const plan = current().plan({ write, mode: "incremental" });
      await current().load(plan, [[1, "staged", 1]], 5, false);
      const feed = current().feed(plan);
      await replace(feed.feedId, null);
      const [state] = await list();
      expect(state).toMatchObject({ feedId: feed.feedId, checkpoint: null });
      if (write === "append") return;
      const fence = (state?.fence ?? 0) + 1;
      const again = current().feed(current().plan({ write, mode: "incremental", syncId: 2 }), fence);
      const writer = await current().open(again);
      expect(await writer.checkpoint()).toBeNull();
      await writer.write(0, rowsBatch([[2, "again", 1]]));
      await writer.commit(checkpointOf(again, 6, 1, true));
      await writer.close();
      const [stream] = again.streams;
      if (!stream) throw new Error("The feed has no stream.");
      await current().finish(stream);
      expect(await current().rows(stream)).toEqual([["2", "again", "1"]]);
    });

    it("take a feed that was never opened, for notes of the engine's own", async () => {
      const note = checkpointOf(current().feed(current().plan()), { note: "ä" }, 0);
      await replace("notes", note);
      await replace("notes", { ...note, position: { note: "later" } });
      expect(await list()).toEqual([
        { feedId: "notes", fence: 2, checkpoint: { ...note, position: { note: "later" } } },
      ]);
    });
  });

  describe("count", () => {
    it("counts all rows of the table, of all runs; null where there is no table", async () => {
      const { destination, place, ctx } = current();
      const count = (plan: ReturnType<DestinationHarness<Config>["plan"]>) =>
        destination.count?.(place.config, plan, ctx);
      const first = current().plan();
      expect(await count(first)).toBeNull();
      await current().load(
        first,
        [
          [1, 'a "quoted"\nline', 1],
          [2, null, 1],
        ],
        1,
      );
      await current().finish(first);
      const second = current().plan({ syncId: 2 });
      await current().load(second, [[3, "three", 1]], 1);
      await current().finish(second);
      expect(await count(second)).toBe(3);
      const replaced = current().plan({ syncId: 3, write: "overwrite", name: "users" });
      await current().load(replaced, [[1, "one", 1]], 1);
      await current().finish(replaced);
      expect(await count(replaced)).toBe(1);
    });
  });
}
