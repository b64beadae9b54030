import { describe, expect, it } from "vitest";
import { ConfigError, FencedError, TransientError } from "@/connectors/sdk";
import { checkpointOf } from "@/connectors/sdk/testing";
import { describeWithPostgres } from "@/tests/support/postgres";
import { copyMessage, useWriting } from "./testing";

describeWithPostgres("PostgreSQL destination: nothing lost, nothing doubled", () => {
  const bench = useWriting("pgonce");
  const { plan, feedOf, open, rows, finish, load, table, ids, endSessions } = bench;

  describe("exactly once", () => {
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

    it("a writer that has failed once commits nothing any more", async () => {
      const stream = plan();
      const feed = feedOf(stream);
      const writer = await open(feed);
      await writer.write(0, rows([[1, "one", 1]]));
      await expect(
        writer.write(0, { encoding: "pg-copy-binary", count: 1, chunks: [copyMessage([0, 9])], bytes: 7 }),
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

    it.each(["append", "overwrite"] as const)(
      "of many that %s, exactly the newest commits",
      async (write) => {
        const stream = plan({ write });
        const feeds = Array.from({ length: 6 }, () => bench.wholeOf(stream));
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
      },
    );

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

    it("keeps the stage of what is loaded at once out of sight until then, and leaves none behind otherwise", async () => {
      const stages = () =>
        bench.query("SELECT 1 FROM pg_tables WHERE starts_with(tablename, '_sluice_stage')");
      const stream = plan({ write: "overwrite" });
      const broken = await open(bench.wholeOf(stream));
      await broken.write(0, rows([[1, "lost", 1]]));
      expect(await stages()).toHaveLength(0);
      await broken.close();
      expect(await stages()).toHaveLength(0);
      await load(stream, [[2, "kept", 1]], bench.wholeOf(stream));
      expect(await stages()).toHaveLength(1);
      expect(await finish(stream)).toEqual({ rows: 1, superseded: 0 });
      expect(await ids()).toEqual([2]);
    });

    it("loads no rows at once, and refuses any that come after", async () => {
      const stream = plan({ write: "overwrite" });
      const feed = bench.wholeOf(stream);
      const writer = await open(feed);
      await writer.commit(checkpointOf(feed, 1, 0, true));
      await expect(writer.write(0, rows([[1, "late", 1]]))).rejects.toThrow(/after the only checkpoint/);
      await writer.close();
      expect(await finish(stream)).toEqual({ rows: 0, superseded: 0 });
      expect(await table()).toEqual([]);
    });

    it("loads at once also where the database's transactions are serializable by default", async () => {
      const database = new URL(bench.url).pathname.slice(1);
      await bench.query(`ALTER DATABASE "${database}" SET default_transaction_isolation = 'serializable'`);
      try {
        const stream = plan({ write: "overwrite" });
        await load(stream, [[1, "one", 1]], bench.wholeOf(stream));
        expect(await finish(stream)).toEqual({ rows: 1, superseded: 0 });
      } finally {
        await bench.query(`ALTER DATABASE "${database}" RESET default_transaction_isolation`);
      }
    });

    it("reads a feed anew when someone has dropped its stage", async () => {
      const stream = plan({ write: "deduped" });
      await load(stream, [[1, "one", 1]]);
      const [stage] = await bench.query<{ name: string }>(
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'out' AND starts_with(tablename, '_sluice_stage')",
      );
      await bench.query(`DROP TABLE out."${stage?.name ?? ""}"`);
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
      const position = { b: 1, a: ["\u0000", "\ud83d\ude00", 1e21, 0.1], "": null };
      const writer = await open(feed);
      await writer.commit(checkpointOf(feed, position, 0));
      await writer.close();
      const next = await open(feedOf(stream));
      expect(JSON.stringify((await next.checkpoint())?.position)).toBe(JSON.stringify(position));
      await next.close();
    });
  });
});
