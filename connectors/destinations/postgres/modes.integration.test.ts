import { describe, expect, it } from "vitest";
import { type Field, type StreamPlan } from "@/connectors/sdk";
import { checkpointOf } from "@/connectors/sdk/testing";
import { describeWithPostgres } from "@/tests/support/postgres";
import { copyMessage, useWriting } from "./testing";

describeWithPostgres("PostgreSQL destination: merging and appending", () => {
  const bench = useWriting("pgmodes");
  const { plan, feedOf, open, rows, finish, load, table, ids } = bench;

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
      expect(await finish(second)).toEqual({ rows: 1, superseded: 1, deleted: 1 });
      expect((await table()).map(({ id, name }) => [id, name])).toEqual([["2", "two again"]]);
      await load(third, [[1, "one again", 0]]);
      await finish(third);
      expect(await ids()).toEqual([1, 2]);
    });

    it("has an index on the key, so that the next merge need not read the whole table", async () => {
      const stream = plan({ write: "deduped" });
      await load(stream, [[1, "a", 1]]);
      await finish(stream);
      const indexes = await bench.query<{ indexdef: string }>(
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

    it("takes over the rows that a deduped run had staged and never merged", async () => {
      await load(plan({ write: "deduped" }), [[1, "staged", 1]]);
      const next = plan({ mode: "incremental", syncId: 2 });
      await load(next, [[2, "appended", 2]]);
      expect(await finish(next)).toEqual({ rows: 1, superseded: 0 });
      expect((await table()).map(({ name }) => name).sort()).toEqual(["appended", "staged"]);
    });

    it("to a table as Airbyte left it mends the columns that it fills by itself", async () => {
      await bench.query(
        "CREATE SCHEMA out; CREATE TABLE out.orders (_airbyte_raw_id uuid NOT NULL, _airbyte_extracted_at timestamptz NOT NULL, _airbyte_meta json NOT NULL, _airbyte_generation_id int, id bigint)",
      );
      await load(plan(), [[1, "one", 1]]);
      const [row] = await table();
      expect(row).toMatchObject({ id: "1", name: "one", _airbyte_generation_id: "1" });
      expect(JSON.parse(row?._airbyte_meta ?? "")).toEqual({ sync_id: 1, changes: [] });
    });

    it("to a table where they have another meaning is refused", async () => {
      await bench.query("CREATE SCHEMA out; CREATE TABLE out.orders (_airbyte_extracted_at text)");
      await expect(load(plan(), [])).rejects.toThrow(/"_airbyte_extracted_at" of "out"."orders" is text/);
    });

    it("notices a trigger that keeps rows back, and keeps none of them", async () => {
      await load(plan(), [[1, "one", 1]]);
      await bench.query(
        `CREATE FUNCTION out.drop_even() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id % 2 = 0 THEN RETURN NULL; END IF; RETURN NEW; END $$;
         CREATE TRIGGER drop_even BEFORE INSERT ON out.orders FOR EACH ROW EXECUTE FUNCTION out.drop_even()`,
      );
      const refused = load(plan({ syncId: 2 }), [
        [2, "two", 1],
        [3, "three", 1],
      ]);
      await expect(refused).rejects.toThrow(/Of 2 rows .* kept 1: a trigger/);
      expect(await bench.ids()).toEqual([1]);
    });

    it("to a table whose column has become wider takes frames all the same", async () => {
      await bench.query("CREATE SCHEMA out; CREATE TABLE out.orders (id bigint, name text)");
      const fields: Field[] = [
        { name: "id", type: { kind: "integer", bits: 32 }, nullable: true, native: "int4" },
        { name: "name", type: { kind: "string" }, nullable: true, native: "text" },
      ];
      const stream = plan({ fields });
      const feed = feedOf(stream, "pg-copy-binary");
      const writer = await open(feed);
      const chunk = copyMessage([0, 2, 0, 0, 0, 4, 0, 0, 0, 7, 0, 0, 0, 1, 65]);
      await writer.write(0, { encoding: "pg-copy-binary", count: 1, chunks: [chunk], bytes: chunk.length });
      await writer.commit(checkpointOf(feed, 1, 1, true));
      await writer.close();
      expect((await table()).map(({ id, name }) => [id, name])).toEqual([["7", "A"]]);
    });
  });
});
