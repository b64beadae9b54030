import pg from "pg";
import { describe, expect, it } from "vitest";
import { type Batch, type Field, metaColumns } from "@/connectors/sdk";
import { checkpointOf } from "@/connectors/sdk/testing";
import { describeWithPostgres } from "@/tests/support/postgres";
import { postgresDestination } from ".";
import { copyMessage, useWriting } from "./testing";

describeWithPostgres("PostgreSQL destination: overwriting", () => {
  const bench = useWriting("pgswap");
  const { plan, feedOf, open, rows, finish, load, table } = bench;

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
      const reader = new pg.Client({ connectionString: bench.url });
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

    it("of what was loaded at once shows it all to a transaction that began before and looks only now", async () => {
      await replace("run 1", 1);
      const reader = new pg.Client({ connectionString: bench.url });
      await reader.connect();
      await reader.query("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1");
      const stream = plan({ write: "overwrite", syncId: 2, generation: 2 });
      const values = Array.from({ length: 100 }, (_, id) => [id, "run 2", 2]);
      await load(stream, values, bench.wholeOf(stream));
      await finish(stream);
      const { rows: seen } = await reader.query("SELECT name, count(*) FROM out.orders GROUP BY name");
      await reader.end();
      expect(seen).toEqual([{ name: "run 2", count: "100" }]);
    });

    it("keeps who may read the table, and nobody else", async () => {
      await replace("run 1", 1);
      const roles = [`sluice_a_${process.pid}`, `sluice_b_${process.pid}`];
      for (const role of roles) await bench.query(`CREATE ROLE ${role}`);
      await bench.query(
        `GRANT SELECT ON out.orders TO ${roles[0]} WITH GRANT OPTION; GRANT INSERT ON out.orders TO PUBLIC`,
      );
      await bench.query(`ALTER DEFAULT PRIVILEGES IN SCHEMA out GRANT SELECT ON TABLES TO ${roles[1]}`);
      const acl = () =>
        bench.query(
          "SELECT unnest(relacl)::text AS acl FROM pg_class WHERE oid = 'out.orders'::regclass ORDER BY 1",
        );
      const before = await acl();
      await replace("run 2", 2);
      expect(await acl()).toEqual(before);
      await bench.query(
        `ALTER DEFAULT PRIVILEGES IN SCHEMA out REVOKE SELECT ON TABLES FROM ${roles[1]}; DROP TABLE out.orders`,
      );
      for (const role of roles) await bench.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
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
      const oid = () => bench.query("SELECT 'out.orders'::regclass::oid AS oid");
      const before = await oid();
      await bench.query(sql);
      expect(await replace("run 2", 2, 7)).toEqual({ rows: 7, superseded: 0 });
      expect(await oid()).toEqual(before);
      expect(new Set((await table()).map(({ name }) => name))).toEqual(new Set(["run 2"]));
      if (what === "a publication") await bench.query("DROP PUBLICATION dependent");
      const leftovers = await bench.query(
        "SELECT 1 FROM pg_tables WHERE starts_with(tablename, '_sluice_stage')",
      );
      expect(leftovers).toEqual([]);
    });

    it("drops what depends on the table where CASCADE is asked for", async () => {
      await replace("run 1", 1);
      await bench.query("CREATE VIEW out.dependent AS SELECT id FROM out.orders");
      bench.config.drop_cascade = true;
      await replace("run 2", 2);
      bench.config.drop_cascade = false;
      expect(await bench.query("SELECT to_regclass('out.dependent') AS view")).toEqual([{ view: null }]);
    });

    it("takes no constants from frames: they are the same for all rows in the end", async () => {
      const fields: Field[] = [
        { name: "id", type: { kind: "integer", bits: 32 }, nullable: true, native: "int4" },
      ];
      const stream = plan({ write: "overwrite", fields });
      expect(postgresDestination.encodings?.(bench.config, stream)).toEqual(["pg-copy-binary"]);
      const feed = feedOf(stream, "pg-copy-binary");
      const writer = await open(feed);
      const row = (id: number) => copyMessage([0, 1, 0, 0, 0, 4, 0, 0, 0, id]);
      const chunk = Uint8Array.from([...row(1), ...row(2), ...copyMessage([0, 1, 255, 255, 255, 255])]);
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
      expect((await postgresDestination.measure(bench.config, stream, bench.ctx)).rows).toBe(3);
      const defaults = await bench.query("SELECT 1 FROM pg_attrdef WHERE adrelid = 'out.orders'::regclass");
      expect(defaults).toEqual([]);
    });

    it("keeps reasons of changed values where rows and frames come together", async () => {
      const fields: Field[] = [
        { name: "id", type: { kind: "integer", bits: 32 }, nullable: true, native: "int4" },
      ];
      const stream = plan({ write: "overwrite", fields });
      const feed = feedOf(stream, "pg-copy-binary");
      const writer = await open(feed);
      const chunk = copyMessage([0, 1, 0, 0, 0, 4, 0, 0, 0, 1]);
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
});
