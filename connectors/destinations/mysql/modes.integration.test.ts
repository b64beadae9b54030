import { describe, expect, it } from "vitest";
import { type Field, metaColumns, RowRefusedError, type StreamPlan } from "@/connectors/sdk";
import { checkpointOf } from "@/connectors/sdk/testing";
import { describeWithMySql } from "@/tests/support/mysql";
import { mysqlDestination } from ".";
import { useWriting } from "./testing";

describeWithMySql("MySQL destination: the modes", () => {
  const bench = useWriting("modes");
  const { plan, feedOf, open, rows, finish, load, table, ids } = bench;

  describe("a merge", () => {
    const withDeletes = (more: Parameters<typeof plan>[0]): StreamPlan => {
      const base = plan({ write: "deduped", ...more });
      return { ...base, stream: { ...base.stream, supports: { ...base.stream.supports, deletes: true } } };
    };

    it("takes deletions in their order among the rows, from the table and from the stage", async () => {
      const first = withDeletes({});
      await load(first, [
        [1, "one", 1],
        [2, "two", 1],
        [3, "three", 1],
      ]);
      await finish(first);
      const second = withDeletes({ syncId: 2 });
      const feed = feedOf(second);
      const writer = await open(feed);
      await writer.write(0, rows([[3, "three again", 2]]));
      await writer.delete(0, [[1], [3], [2], [99]]);
      await writer.write(0, rows([[2, "two again", 0]]));
      await writer.commit(checkpointOf(feed, 2, 2, true));
      await writer.close();
      expect(await finish(second)).toEqual({ rows: 1, superseded: 1, deleted: 2 });
      expect((await table()).map(({ id, name }) => [id, name])).toEqual([["2", "two again"]]);
      await load(withDeletes({ syncId: 3 }), [[1, "one again", 0]]);
      await finish(withDeletes({ syncId: 3 }));
      expect(await ids()).toEqual([1, 2]);
    });

    it("tells keys apart that differ by case, accents, trailing spaces, or far behind their beginning", async () => {
      const fields: Field[] = [
        { name: "id", type: { kind: "string" }, nullable: true },
        { name: "name", type: { kind: "string" }, nullable: true },
        { name: "version", type: { kind: "integer", bits: 64 }, nullable: true },
      ];
      const keys = ["a", "A", "ä", "a ", "", "🌍", `${"k".repeat(3000)}1`, `${"k".repeat(3000)}2`];
      const first = plan({ write: "deduped", fields });
      await load(
        first,
        keys.flatMap((key) => [
          [key, "old", 1],
          [key, "older", 0],
        ]),
      );
      expect(await finish(first)).toEqual({ rows: keys.length, superseded: keys.length });
      const second = plan({ write: "deduped", fields, syncId: 2 });
      await load(second, [["A", "new", 2]]);
      expect(await finish(second)).toEqual({ rows: 1, superseded: 0 });
      const found = await table();
      expect(found).toHaveLength(keys.length);
      expect(found.filter(({ name }) => name === "new").map(({ id }) => id)).toEqual(["A"]);
    });

    it("has an index on the key, so that the next merge need not read the whole table", async () => {
      await load(plan({ write: "deduped" }), [[1, "a", 1]]);
      const indexes = await bench.query("SHOW INDEX FROM orders WHERE Key_name LIKE '\\_sluice\\_key%'");
      expect(indexes.map(({ Column_name }) => Column_name)).toEqual(["id"]);
    });

    it("merges by keys of several columns of all kinds, names with backticks, and without a cursor", async () => {
      const fields: Field[] = [
        { name: "a `b`", type: { kind: "string" }, nullable: true },
        { name: "Ü", type: { kind: "timestamp", zoned: true }, nullable: true },
        { name: "c", type: { kind: "decimal" }, nullable: true },
        { name: "d", type: { kind: "binary" }, nullable: true },
        { name: "v", type: { kind: "integer", bits: 64 }, nullable: true },
      ];
      const keyed = (syncId: number): StreamPlan => ({
        ...plan({ write: "deduped", fields, syncId }),
        key: ["a `b`", "Ü", "c", "d"],
        cursor: null,
      });
      const byte = Uint8Array.of(7);
      await load(keyed(1), [
        ["x", "2026-01-01T00:00:00Z", "1.5", byte, 1],
        ["x", "2026-01-01T00:00:00Z", "1.50", byte, 2],
        ["y", "2026-01-01T00:00:00Z", "1.5", byte, 3],
      ]);
      expect(await finish(keyed(1))).toEqual({ rows: 2, superseded: 1 });
      await load(keyed(2), [["y", "2026-01-01T00:00:00Z", "1.5", byte, 4]]);
      await finish(keyed(2));
      expect((await table()).map(({ v }) => v).sort()).toEqual(["2", "4"]);
    });

    it("leaves the stage empty, and explains itself before", async () => {
      const stream = plan({ write: "deduped" });
      const { statements } = await mysqlDestination.explain(bench.config, stream, bench.ctx);
      expect(statements.join("\n")).toMatch(/CREATE TABLE.*ADD INDEX.*DELETE t FROM/s);
      await load(stream, [[1, "a", 1]]);
      await finish(stream);
      const stage = (await bench.allTables()).find((name) => name.startsWith("_sluice_stage"));
      expect(await bench.query(`SELECT * FROM \`${stage ?? ""}\``)).toEqual([]);
    });
  });

  describe("an overwrite", () => {
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
      let reading = true;
      const seen = new Set<string>();
      const watching = (async () => {
        while (reading) {
          const [row] = await bench.query(
            "SELECT GROUP_CONCAT(DISTINCT name) AS names, COUNT(*) AS count FROM orders",
          );
          seen.add(`${row?.names ?? ""}: ${row?.count ?? ""}`);
        }
      })();
      for (let run = 2; run <= 5; run++) await replace(`run ${run}`, run);
      reading = false;
      await watching;
      for (const look of seen) expect(look).toMatch(/^run \d: 100$/);
      expect(seen.size).toBeGreaterThan(1);
    });

    it.each([
      ["an index", "CREATE INDEX mine ON orders (version)"],
      ["a trigger", "CREATE TRIGGER mine BEFORE INSERT ON orders FOR EACH ROW SET NEW.version = NEW.version"],
      [
        "a key of another table",
        "ALTER TABLE orders ADD UNIQUE (id); CREATE TABLE other (id bigint, FOREIGN KEY (id) REFERENCES orders (id))",
      ],
    ])("leaves the table in place, with new rows, where it has %s", async (_what, sql) => {
      await replace("run 1", 1);
      await bench.query(sql);
      const { warnings } = await mysqlDestination.explain(
        bench.config,
        plan({ write: "overwrite", syncId: 2, generation: 2 }),
        bench.ctx,
      );
      expect(warnings.join()).toMatch(/replaced in place/);
      expect(await replace("run 2", 2, 7)).toEqual({ rows: 7, superseded: 0 });
      expect(new Set((await table()).map(({ name }) => name))).toEqual(new Set(["run 2"]));
      expect((await bench.allTables()).filter((name) => /^_sluice_(old|stage)/.test(name))).toEqual([]);
    });

    it("keeps views on the table", async () => {
      await replace("run 1", 1);
      await bench.query("CREATE VIEW looking AS SELECT name FROM orders");
      await replace("run 2", 2);
      expect((await bench.query("SELECT DISTINCT name FROM looking")).map(({ name }) => name)).toEqual([
        "run 2",
      ]);
    });

    it("waits for a reader who holds the table, without making others queue for long", async () => {
      await replace("run 1", 1);
      const stream = plan({ write: "overwrite", syncId: 2, generation: 2 });
      await load(stream, [[1, "run 2", 2]]);
      let release: (() => void) | undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      const reader = bench
        .query("LOCK TABLES orders READ; SELECT SLEEP(5); UNLOCK TABLES")
        .then(() => release?.());
      const ctx = { ...bench.ctx, clock: { ...bench.ctx.clock, sleep: () => held } };
      expect(await mysqlDestination.finish(bench.config, stream, ctx)).toEqual({ rows: 1, superseded: 0 });
      await reader;
      expect(bench.ctx.lines.map(({ message }) => message).join()).toMatch(/is in use/);
    });
  });

  describe("an append", () => {
    it("keeps the rows of an unfinished run of another sync, as Airbyte does", async () => {
      const feed = feedOf(plan());
      const writer = await open(feed);
      await writer.write(0, rows([[1, "unfinished", 1]]));
      await writer.commit(checkpointOf(feed, 1, 1));
      await writer.close();
      const second = plan({ syncId: 2 });
      await load(second, [[1, "whole", 1]]);
      expect(await finish(second)).toEqual({ rows: 1, superseded: 0 });
      expect((await table()).map(({ name }) => name).sort()).toEqual(["unfinished", "whole"]);
    });

    it("to a table as Airbyte left it mends the columns that it fills by itself", async () => {
      await bench.query(
        "CREATE TABLE orders (_airbyte_raw_id varchar(256) NOT NULL, _airbyte_extracted_at timestamp(6) NOT NULL, _airbyte_meta json NOT NULL, _airbyte_generation_id int, id bigint, name text, extra int NOT NULL DEFAULT 5)",
      );
      await load(plan(), [[1, "one", 1]]);
      const [row] = await table();
      expect(row).toMatchObject({ id: "1", name: "one", extra: "5", _airbyte_generation_id: "1" });
      expect(JSON.parse(row?.[metaColumns.meta] ?? "")).toEqual({ sync_id: 1, changes: [] });
    });

    it.each([
      ["a constraint", "ALTER TABLE orders ADD CONSTRAINT small CHECK (id < 3)"],
      ["a unique key", "ALTER TABLE orders ADD UNIQUE (id)"],
      ["a trigger", "CREATE TRIGGER t BEFORE INSERT ON orders FOR EACH ROW SET NEW._airbyte_meta = '{'"],
    ])("notices %s that keeps rows back, and keeps none of them", async (_what, sql) => {
      await load(plan(), [[1, "one", 1]]);
      await bench.query(sql);
      const refused = load(plan({ syncId: 2 }), [
        [1, "again", 1],
        [3, "three", 1],
      ]);
      await expect(refused).rejects.toBeInstanceOf(RowRefusedError);
      expect(await ids()).toEqual([1]);
    });
  });
});
