import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type Batch,
  ConfigError,
  FencedError,
  type FeedPlan,
  type Field,
  metaColumns,
  type StreamPlan,
  TransientError,
  type Value,
} from "@/connectors/sdk";
import {
  checkpointOf,
  createTestContext,
  planFeed,
  planStream,
  type PlanOptions,
  type TestContext,
} from "@/connectors/sdk/testing";
import { createTestDatabase, describeWithPostgres, type TestDatabase } from "@/tests/support/postgres";
import { postgresDestination } from ".";
import type { PostgresDestinationConfig } from "./config";
import { configOf, readRows } from "./testing";

describeWithPostgres("writing to PostgreSQL", () => {
  let database: TestDatabase;
  let ctx: TestContext;
  let config: PostgresDestinationConfig;
  let fence = 0;
  beforeAll(async () => {
    database = await createTestDatabase("pgwrite");
    config = configOf(database.url, { schema: "out" });
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    ctx = await createTestContext();
    await database.query("DROP SCHEMA IF EXISTS out CASCADE");
    fence = 0;
  });
  afterEach(() => ctx.dispose());

  const plan = (more: Partial<PlanOptions> = {}): StreamPlan =>
    planStream({ connectionId: "c", name: "orders", namespace: "out", ...more });
  const feedOf = (stream: StreamPlan, encoding: FeedPlan["encoding"] = "rows") =>
    planFeed(stream, ++fence, encoding);
  const open = (feed: FeedPlan) => postgresDestination.open(config, feed, ctx);
  const rows = (values: Value[][]): Batch => ({ encoding: "rows", rows: values, bytes: 100 });
  const finish = (stream: StreamPlan) => postgresDestination.finish(config, stream, ctx);
  const load = async (stream: StreamPlan, values: Value[][], more: Partial<FeedPlan> = {}) => {
    const feed = { ...feedOf(stream), ...more };
    const writer = await open(feed);
    const result = await writer.write(0, rows(values));
    await writer.commit(checkpointOf(feed, 1, values.length, true));
    await writer.close();
    return result;
  };
  const table = async (name = "orders") => (await readRows(database, { namespace: "out", name })) ?? [];
  const ids = async () => (await table()).map(({ id }) => Number(id)).sort((left, right) => left - right);
  const endSessions = () =>
    database.query(
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND starts_with(application_name, 'sluice')",
    );

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
      expect(await next.checkpoint()).toMatchObject({ position: 6 });
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
      const [stage] = await database.query<{ name: string }>(
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'out' AND starts_with(tablename, '_sluice_stage')",
      );
      await database.query(`DROP TABLE out."${stage?.name ?? ""}"`);
      const writer = await open(feedOf(stream));
      expect(await writer.checkpoint()).toBeNull();
      await writer.close();
      expect(ctx.lines).toContainEqual(expect.objectContaining({ level: "warn" }));
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

  describe("a swap", () => {
    const replace = async (value: string, syncId: number, count = 100) => {
      const stream = plan({ write: "overwrite", syncId, generation: syncId });
      await load(
        stream,
        Array.from({ length: count }, (_, id) => [id, value, syncId]),
      );
      return finish(stream);
    };

    it("shows a reader who never stops either all of the old rows or all of the new ones", async () => {
      await replace("run 1", 1);
      const reader = new pg.Client({ connectionString: database.url });
      await reader.connect();
      let reading = true;
      const seen = new Set<string>();
      const watching = (async () => {
        while (reading) {
          const result = await reader.query<{ names: string; count: string }>(
            "SELECT string_agg(DISTINCT name, ',') AS names, count(*) FROM out.orders",
          );
          seen.add(`${result.rows[0]?.names ?? ""}: ${result.rows[0]?.count ?? ""}`);
        }
      })();
      for (let run = 2; run <= 6; run++) await replace(`run ${run}`, run);
      reading = false;
      await watching;
      await reader.end();
      for (const look of seen) expect(look).toMatch(/^run \d: 100$/);
      expect(seen.size).toBeGreaterThan(1);
    });

    it("keeps who may read the table, and nobody else", async () => {
      await replace("run 1", 1);
      const roles = [`sluice_a_${process.pid}`, `sluice_b_${process.pid}`];
      for (const role of roles) await database.query(`CREATE ROLE ${role}`);
      await database.query(
        `GRANT SELECT ON out.orders TO ${roles[0]} WITH GRANT OPTION; GRANT INSERT ON out.orders TO PUBLIC`,
      );
      await database.query(`ALTER DEFAULT PRIVILEGES IN SCHEMA out GRANT SELECT ON TABLES TO ${roles[1]}`);
      const acl = () =>
        database.query(
          "SELECT unnest(relacl)::text AS acl FROM pg_class WHERE oid = 'out.orders'::regclass ORDER BY 1",
        );
      const before = await acl();
      await replace("run 2", 2);
      expect(await acl()).toEqual(before);
      await database.query(
        `ALTER DEFAULT PRIVILEGES IN SCHEMA out REVOKE SELECT ON TABLES FROM ${roles[1]}; DROP TABLE out.orders`,
      );
      for (const role of roles) await database.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    });

    it.each([
      ["a view", "CREATE VIEW out.dependent AS SELECT id FROM out.orders"],
      ["a materialized view", "CREATE MATERIALIZED VIEW out.dependent AS SELECT id FROM out.orders"],
      ["an index", "CREATE INDEX dependent ON out.orders (id)"],
      ["a comment", "COMMENT ON COLUMN out.orders.id IS 'dependent'"],
      ["a policy", "CREATE POLICY dependent ON out.orders USING (true)"],
      ["a publication", "CREATE PUBLICATION dependent FOR TABLE out.orders"],
    ])("leaves the table in place, with new rows, where it has %s", async (what, sql) => {
      await replace("run 1", 1);
      const oid = () => database.query("SELECT 'out.orders'::regclass::oid AS oid");
      const before = await oid();
      await database.query(sql);
      expect(await replace("run 2", 2, 7)).toEqual({ rows: 7, superseded: 0 });
      expect(await oid()).toEqual(before);
      expect(new Set((await table()).map(({ name }) => name))).toEqual(new Set(["run 2"]));
      if (what === "a publication") await database.query("DROP PUBLICATION dependent");
      const leftovers = await database.query(
        "SELECT 1 FROM pg_tables WHERE starts_with(tablename, '_sluice_stage')",
      );
      expect(leftovers).toEqual([]);
    });

    it("drops what depends on the table where CASCADE is asked for", async () => {
      await replace("run 1", 1);
      await database.query("CREATE VIEW out.dependent AS SELECT id FROM out.orders");
      config = { ...config, drop_cascade: true };
      await replace("run 2", 2);
      config = { ...config, drop_cascade: false };
      expect(await database.query("SELECT to_regclass('out.dependent') AS view")).toEqual([{ view: null }]);
    });

    it("takes no constants from frames: they are the same for all rows in the end", async () => {
      const fields: Field[] = [
        { name: "id", type: { kind: "integer", bits: 32 }, nullable: true, native: "int4" },
      ];
      const stream = plan({ write: "overwrite", fields });
      expect(postgresDestination.encodings?.(config, stream)).toEqual(["pg-copy-binary"]);
      const feed = feedOf(stream, "pg-copy-binary");
      const writer = await open(feed);
      const tuple = (id: number) => [0, 1, 0, 0, 0, 4, 0, 0, 0, id];
      const chunk = Uint8Array.from([...tuple(1), ...tuple(2), 0, 1, 255, 255, 255, 255]);
      expect(
        await writer.write(0, { encoding: "pg-copy-binary", count: 3, chunks: [chunk], bytes: chunk.length }),
      ).toEqual({
        written: 3,
        changed: 0,
        quarantined: [],
      });
      await writer.commit(checkpointOf(feed, 1, 3, true));
      await writer.close();
      expect(await finish(stream)).toEqual({ rows: 3, superseded: 0 });
      const found = await table();
      expect(found.map(({ id }) => id).sort()).toEqual(["1", "2", null]);
      expect(new Set(found.map((row) => row[metaColumns.rawId])).size).toBe(3);
      expect(new Set(found.map((row) => row[metaColumns.meta]))).toEqual(
        new Set(['{"changes": [], "sync_id": 1}']),
      );
      expect((await postgresDestination.measure(config, stream, ctx)).rows).toBe(3);
      const defaults = await database.query(
        "SELECT 1 FROM pg_attrdef WHERE adrelid = 'out.orders'::regclass",
      );
      expect(defaults).toEqual([]);
    });

    it("keeps reasons of changed values where rows and frames come together", async () => {
      const fields: Field[] = [
        { name: "id", type: { kind: "integer", bits: 32 }, nullable: true, native: "int4" },
      ];
      const stream = plan({ write: "overwrite", fields });
      const feed = feedOf(stream, "pg-copy-binary");
      const writer = await open(feed);
      const chunk = Uint8Array.from([0, 1, 0, 0, 0, 4, 0, 0, 0, 1]);
      const frames: Batch = { encoding: "pg-copy-binary", count: 1, chunks: [chunk], bytes: chunk.length };
      await writer.write(0, frames);
      await writer.write(0, rows([["no number"]]));
      await writer.write(0, frames);
      await writer.commit(checkpointOf(feed, 1, 3, true));
      await writer.close();
      expect(await finish(stream)).toEqual({ rows: 3, superseded: 0 });
      const metas = (await table())
        .map((row) => [row.id, row[metaColumns.meta]])
        .sort()
        .reverse();
      expect(metas).toEqual([
        ["1", '{"changes": [], "sync_id": 1}'],
        ["1", '{"changes": [], "sync_id": 1}'],
        [
          null,
          '{"changes": [{"field": "id", "change": "NULLED", "reason": "DESTINATION_SERIALIZATION_ERROR"}], "sync_id": 1}',
        ],
      ]);
    });
  });

  describe("deduping", () => {
    it("adds rows without a key each time they come, and not when finish is repeated", async () => {
      const first = plan({ write: "deduped" });
      await load(first, [
        [null, "a", 1],
        [null, "a", 1],
        [1, "b", 1],
      ]);
      expect(await finish(first)).toEqual({ rows: 3, superseded: 0 });
      expect(await finish(first)).toEqual({ rows: 3, superseded: 0 });
      const second = plan({ write: "deduped", syncId: 2 });
      await load(second, [[null, "a", 1]]);
      expect(await finish(second)).toEqual({ rows: 1, superseded: 0 });
      expect(await table()).toHaveLength(4);
    });

    it("takes away rows that the source says are gone, and takes them back when they return", async () => {
      const streams = [1, 2, 3].map((syncId) => {
        const stream = plan({ write: "deduped", syncId });
        return {
          ...stream,
          stream: { ...stream.stream, supports: { ...stream.stream.supports, deletes: true } },
        };
      });
      const [first, second, third] = streams;
      if (!first || !second || !third) throw new Error("unreachable: three plans");
      await load(first, [
        [1, "one", 1],
        [2, "two", 1],
      ]);
      await finish(first);
      const feed = feedOf(second);
      const writer = await open(feed);
      await writer.write(0, rows([[3, "three", 9]]));
      await writer.delete(0, [[1], [3], [2], [99]]);
      await writer.write(0, rows([[2, "two again", 0]]));
      await writer.commit(checkpointOf(feed, 2, 2, true));
      await writer.close();
      expect(await finish(second)).toEqual({ rows: 1, superseded: 1 });
      expect((await table()).map(({ id, name }) => [id, name])).toEqual([["2", "two again"]]);
      await load(third, [[1, "one again", 0]]);
      await finish(third);
      expect(await ids()).toEqual([1, 2]);
    });

    it("has an index on the key, so that the next merge need not read the whole table", async () => {
      const stream = plan({ write: "deduped" });
      await load(stream, [[1, "a", 1]]);
      await finish(stream);
      const indexes = await database.query<{ indexdef: string }>(
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'out' AND tablename = 'orders'",
      );
      expect(indexes.map(({ indexdef }) => indexdef).join()).toContain("(id)");
    });

    it("merges by keys of several columns, names with quotes, and without a cursor", async () => {
      const fields: Field[] = [
        { name: 'a "b"', type: { kind: "string" }, nullable: true },
        { name: "Ü", type: { kind: "timestamp", zoned: true }, nullable: true },
        { name: "v", type: { kind: "integer", bits: 64 }, nullable: true },
      ];
      const keyed = (syncId: number): StreamPlan => ({
        ...plan({ write: "deduped", fields, syncId }),
        key: ['a "b"', "Ü"],
        cursor: null,
      });
      await load(keyed(1), [
        ["x", "2026-01-01T00:00:00Z", 1],
        ["x", "2026-01-01T00:00:00Z", 2],
        ["y", "infinity", 3],
      ]);
      expect(await finish(keyed(1))).toEqual({ rows: 2, superseded: 1 });
      await load(keyed(2), [["y", "infinity", 4]]);
      await finish(keyed(2));
      expect((await table()).map(({ v }) => v).sort()).toEqual(["2", "4"]);
    });
  });

  describe("an append", () => {
    it("keeps the rows of an unfinished run of another sync, as Airbyte does", async () => {
      const first = plan();
      const feed = feedOf(first);
      const writer = await open(feed);
      await writer.write(0, rows([[1, "unfinished", 1]]));
      await writer.commit(checkpointOf(feed, 1, 1));
      await writer.close();
      const second = plan({ syncId: 2 });
      await load(second, [[1, "whole", 1]]);
      expect(await finish(second)).toEqual({ rows: 1, superseded: 0 });
      expect((await table()).map(({ name }) => name).sort()).toEqual(["unfinished", "whole"]);
    });

    it("to a table whose column has become wider takes frames all the same", async () => {
      await database.query("CREATE SCHEMA out; CREATE TABLE out.orders (id bigint, name text)");
      const fields: Field[] = [
        { name: "id", type: { kind: "integer", bits: 32 }, nullable: true, native: "int4" },
        { name: "name", type: { kind: "string" }, nullable: true, native: "text" },
      ];
      const stream = plan({ fields });
      const feed = feedOf(stream, "pg-copy-binary");
      const writer = await open(feed);
      const chunk = Uint8Array.from([0, 2, 0, 0, 0, 4, 0, 0, 0, 7, 0, 0, 0, 1, 65]);
      await writer.write(0, { encoding: "pg-copy-binary", count: 1, chunks: [chunk], bytes: chunk.length });
      await writer.commit(checkpointOf(feed, 1, 1, true));
      await writer.close();
      expect((await table()).map(({ id, name }) => [id, name])).toEqual([["7", "A"]]);
    });
  });
});
