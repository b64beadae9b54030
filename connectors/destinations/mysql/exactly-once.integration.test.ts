import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ConfigError, FencedError, TransientError } from "@/connectors/sdk";
import { checkpointOf } from "@/connectors/sdk/testing";
import { describeWithMySql } from "@/tests/support/mysql";
import { pretendServer, useWriting } from "./testing";

describeWithMySql("MySQL destination: nothing lost, nothing doubled", () => {
  const bench = useWriting("once");
  const { plan, feedOf, open, rows, finish, load, table, ids, endSessions } = bench;

  afterEach(() => {
    vi.restoreAllMocks();
  });

  describe.each([
    ["LOAD DATA", true],
    ["INSERT", false],
  ])("by %s", (_way, localInfile) => {
    beforeEach(() => pretendServer({ localInfile }));

    it("a connection that is killed before the commit leaves nothing, and the next writer goes on where the last commit was", async () => {
      const stream = plan();
      const feed = feedOf(stream);
      const writer = await open(feed);
      await writer.write(0, rows([[1, "one", 1]]));
      await writer.commit(checkpointOf(feed, 1, 1));
      await writer.write(0, rows([[2, "lost", 1]]));
      await endSessions();
      await expect(writer.commit(checkpointOf(feed, 2, 2, true))).rejects.toBeInstanceOf(TransientError);
      await writer.close();

      const next = feedOf(stream);
      const again = await open(next);
      expect(await again.checkpoint()).toMatchObject({ position: 1, complete: false });
      await again.write(0, rows([[2, "two", 1]]));
      await again.commit(checkpointOf(next, 2, 2, true));
      await again.close();
      expect(await finish(stream)).toEqual({ rows: 2, superseded: 0 });
      expect(await ids()).toEqual([1, 2]);
    });

    it("a connection that is killed while rows are written makes the writer throw, not hang", async () => {
      const writer = await open(feedOf(plan()));
      const many = Array.from({ length: 20_000 }, (_, id) => [id, "x".repeat(100), 1]);
      await writer.write(0, rows(many));
      await endSessions();
      const writing = (async () => {
        for (;;) await writer.write(0, rows(many));
      })();
      await expect(writing).rejects.toBeInstanceOf(TransientError);
      await writer.close();
      expect(await ids()).toEqual([]);
    });
  });

  it("a writer that has failed once commits nothing any more", async () => {
    const stream = plan();
    const feed = feedOf(stream);
    const writer = await open(feed);
    await writer.write(0, rows([[1, "one", 1]]));
    await expect(
      writer.write(0, { encoding: "pg-copy-binary", count: 1, chunks: [Uint8Array.of(0, 9)], bytes: 2 }),
    ).rejects.toThrow();
    for (let attempt = 0; attempt < 3; attempt++)
      await expect(writer.commit(checkpointOf(feed, 1, 1, true))).rejects.toThrow();
    await writer.close();
    const next = await open(feedOf(stream));
    expect(await next.checkpoint()).toBeNull();
    await next.close();
    expect(await ids()).toEqual([]);
  });

  it("a writer that hangs keeps no locks from a newer one", async () => {
    const stream = plan({ write: "overwrite" });
    const old = await open(feedOf(stream));
    await old.write(0, rows([[1, "old", 1]]));
    const next = plan({ write: "overwrite", syncId: 2, generation: 2 });
    await load(next, [[2, "new", 1]]);
    await finish(next);
    expect(await ids()).toEqual([2]);
    await expect(
      old.write(0, rows([[3, "old", 1]])).then(() => old.commit(checkpointOf(feedOf(stream), 1, 1))),
    ).rejects.toBeInstanceOf(FencedError);
    await old.close();
  });

  it("many writers may open at the same time on an empty database", async () => {
    const streams = Array.from({ length: 8 }, (_, index) => plan({ name: `stream_${index}` }));
    await Promise.all(streams.map((stream) => load(stream, [[1, "one", 1]])));
    for (const stream of streams) expect(await table(stream.table.name)).toHaveLength(1);
  });

  it("of many writers for one feed, exactly the newest commits", async () => {
    const stream = plan();
    const feeds = Array.from({ length: 6 }, () => feedOf(stream));
    const outcomes = await Promise.allSettled(
      feeds.map(async (feed) => {
        const writer = await open(feed);
        try {
          await writer.write(0, rows([[feed.fence, "x", 1]]));
          await writer.commit(checkpointOf(feed, feed.fence, 1, true));
        } finally {
          await writer.close();
        }
      }),
    );
    expect(outcomes.at(-1)).toMatchObject({ status: "fulfilled" });
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(outcome.reason).toBeInstanceOf(FencedError);
    }
    const next = await open(feedOf(stream));
    expect(await next.checkpoint()).toMatchObject({ position: feeds.at(-1)?.fence });
    await next.close();
  });

  it("several feeds of one stream share its table, whichever comes first", async () => {
    const stream = plan({ write: "overwrite" });
    const feeds = ["a", "b"].map((feedId) => ({ ...feedOf(stream), feedId }));
    const writers = await Promise.all(feeds.map(open));
    for (const [index, writer] of writers.entries()) await writer.write(0, rows([[index, "x", 1]]));
    for (const [index, writer] of writers.entries()) {
      const feed = feeds[index];
      if (feed) await writer.commit(checkpointOf(feed, 1, 1, true));
      await writer.close();
    }
    expect(await finish(stream)).toEqual({ rows: 2, superseded: 0 });
    expect(await ids()).toEqual([0, 1]);
  });

  it("reads a feed anew when someone has dropped its stage", async () => {
    const stream = plan({ write: "deduped" });
    await load(stream, [[1, "one", 1]]);
    const stage = (await bench.allTables()).find((name) => name.startsWith("_sluice_stage"));
    await bench.query(`DROP TABLE \`${stage ?? ""}\``);
    const writer = await open(feedOf(stream));
    expect(await writer.checkpoint()).toBeNull();
    await writer.close();
    expect(bench.ctx.lines).toContainEqual(expect.objectContaining({ level: "warn" }));
  });

  it("does not finish a run whose rows are gone", async () => {
    const first = plan({ write: "overwrite" });
    await load(first, [[1, "one", 1]]);
    const second = plan({ write: "overwrite", syncId: 2, generation: 2 });
    await load(second, [[2, "two", 1]]);
    await expect(finish(first)).rejects.toBeInstanceOf(ConfigError);
    expect(await finish(second)).toEqual({ rows: 1, superseded: 0 });
    expect(await ids()).toEqual([2]);
  });

  it("keeps a position to the letter", async () => {
    const stream = plan();
    const feed = feedOf(stream);
    const position = { b: 1, a: ["\u0000", "\ud83d\ude00", "it's \\", 1e21, 0.1], "": null };
    const writer = await open(feed);
    await writer.commit(checkpointOf(feed, position, 0));
    await writer.close();
    const next = await open(feedOf(stream));
    expect(JSON.stringify((await next.checkpoint())?.position)).toBe(JSON.stringify(position));
    await next.close();
  });

  it("waits for a commit that is under way before it takes over, and knows of it", async () => {
    const stream = plan();
    const feed = feedOf(stream);
    const old = await open(feed);
    await old.write(0, rows([[1, "one", 1]]));
    const committing = old.commit(checkpointOf(feed, 1, 1));
    const newer = await open(feedOf(stream));
    const kept = await committing.then(
      () => true,
      (error: unknown) => {
        expect(error).toBeInstanceOf(FencedError);
        return false;
      },
    );
    expect((await newer.checkpoint())?.position ?? null).toBe(kept ? 1 : null);
    expect(await ids()).toEqual(kept ? [1] : []);
    await old.close();
    await newer.close();
  });
});
