import { expect, it } from "vitest";
import type { Field, StreamPlan } from "@/connectors/sdk";
import { checkpointOf } from "@/connectors/sdk/testing";
import { describeWithMySql } from "@/tests/support/mysql";
import { mysqlDestination } from ".";
import { useWriting } from "./testing";

const fields: Field[] = [
  { name: "a `b`", type: { kind: "string" }, nullable: true },
  { name: "place", type: { kind: "integer", bits: 64 }, nullable: true },
  { name: "at", type: { kind: "timestamp", zoned: false }, nullable: true },
  { name: "document", type: { kind: "json" }, nullable: true },
];

describeWithMySql("MySQL destination: history and deletes", () => {
  const bench = useWriting("history");
  const { plan, feedOf, open, finish, load, table } = bench;

  const keyed = (syncId: number, more: Partial<StreamPlan> = {}): StreamPlan => {
    const base = plan({ write: "deduped", history: true, fields, syncId, reportsDeletes: true });
    return { ...base, key: ["a `b`", "place"], cursor: "at", deletes: "soft", ...more };
  };
  const deleteKey = async (stream: StreamPlan, key: unknown[]) => {
    const feed = feedOf(stream);
    const writer = await open(feed);
    await writer.delete(0, [key]);
    await writer.commit(checkpointOf(feed, 1, 0, true));
    await writer.close();
  };

  /** Key, document, start, end, whether active, and life. */
  const versions = async () => {
    const rows = await bench.query(
      `SELECT CONCAT(\`a \`\`b\`\`\`, place) AS k, document, _airbyte_start_at, _airbyte_end_at, _airbyte_active_row, _sluice_life
         FROM orders_scd ORDER BY k, _airbyte_active_row`,
    );
    return rows.map(Object.values);
  };

  it("ends a version at the instant it was found gone, where versions end at instants", async () => {
    await load(keyed(1), [["x", 1, "2026-01-01T00:00:00", '{"n":1}']]);
    expect(await finish(keyed(1))).toEqual({ rows: 1, superseded: 0, versions: 1 });
    await deleteKey(keyed(2), ["x", 1]);
    expect(await finish(keyed(2))).toEqual({ rows: 0, superseded: 0, versions: 0, deleted: 1 });
    const [version] = await bench.query(
      `SELECT _airbyte_unique_key = MD5('x-1') AS keyed, _airbyte_active_row AS active, _airbyte_start_at AS start,
              _airbyte_end_at = _sluice_deleted_at AS ended, _sluice_deleted_at = '2026-01-02 12:00:00.123' AS gone
         FROM orders_scd`,
    );
    expect(version).toEqual({
      keyed: "1",
      active: "0",
      start: "2026-01-01 00:00:00.000000",
      ended: "1",
      gone: "1",
    });
  });

  it("compares contents in the types of tables that were there before, and numbers their rows", async () => {
    await bench.query(
      "CREATE TABLE orders (`a ``b``` text, place decimal(30,2), at datetime(6), document longtext); CREATE TABLE orders_scd LIKE orders",
    );
    const row = ["x", 1, "2026-01-01T00:00:00", '{"n":1}'];
    await bench.query(
      "INSERT INTO orders_scd VALUES ('y', 1, '2026-01-01', NULL), ('y', 1, '2026-01-02', NULL)",
    );
    await load(keyed(1), [row, row]);
    expect(await finish(keyed(1))).toEqual({ rows: 1, superseded: 1, versions: 1 });
    await load(keyed(2), [row, ["x", 2, null, null]]);
    expect(await finish(keyed(2))).toEqual({ rows: 2, superseded: 0, versions: 1 });
    await load(keyed(3), [["x", 1, "2026-01-01T00:00:00", '{"n":2}']]);
    expect(await finish(keyed(3))).toEqual({ rows: 1, superseded: 0, versions: 1 });
    const [ids] = await bench.query("SELECT COUNT(DISTINCT _airbyte_raw_id) AS ids FROM orders_scd");
    expect(ids).toEqual({ ids: "5" });
  });

  it("tells chains apart whose keys differ by case, by a trailing space, or far behind their beginning", async () => {
    const long = "k".repeat(3000);
    const keys = [`${long}1`, `${long}2`, "a", "A", "a "];
    const rowsOf = (document: string) => keys.map((key) => [key, 1, "2026-01-01T00:00:00", document]);
    await load(keyed(1), rowsOf("1"));
    expect(await finish(keyed(1))).toMatchObject({ versions: 5 });
    await load(keyed(2), [...rowsOf("1").slice(1), ...rowsOf("2").slice(0, 1)]);
    expect(await finish(keyed(2))).toMatchObject({ versions: 1 });
    const active = await bench.query("SELECT document FROM orders_scd WHERE _airbyte_active_row = 1");
    expect(active.map(({ document }) => document).sort()).toEqual(["1", "1", "1", "1", "2"]);
  });

  it("is mended in the types of a history that was there before, by all parts of the key", async () => {
    await bench.query(
      "CREATE TABLE orders_scd (`a ``b``` text, place decimal(30,2), at datetime(6), document longtext)",
    );
    const [at, later] = ["2026-01-01T00:00:00", "2026-01-01T00:00:01"];
    await load(keyed(1), [
      ["x", 1, at, '{"n":1}'],
      ["x", 2, later, null],
      ["y", 1, null, null],
    ]);
    await finish(keyed(1));
    const mended = keyed(2, { repairs: true });
    await load(mended, [
      ["x", 1, at, '{"n":2}'],
      ["x", 2, at, null],
      ["y", 1, null, null],
    ]);
    expect(await finish(mended)).toEqual({ rows: 3, superseded: 0, versions: 2 });
    const [start, second] = ["2026-01-01 00:00:00.000000", "2026-01-01 00:00:01.000000"];
    expect(await versions()).toEqual([
      ["x1.00", '{"n":1}', start, start, "0", "0"],
      ["x1.00", '{"n":2}', start, null, "1", "0"],
      ["x2.00", null, second, second, "0", "0"],
      ["x2.00", null, start, null, "1", "1"],
      ["y1.00", null, null, null, "1", "0"],
    ]);
  });

  it("is mended of keys that differ by case, by a trailing space, or far behind their beginning, each by itself", async () => {
    const long = "k".repeat(3000);
    const keys = [`${long}1`, `${long}2`, "a", "A", "a "];
    const rowsOf = (document: string) => keys.map((key) => [key, 1, "2026-01-01T00:00:00", document]);
    await load(keyed(1), rowsOf("1"));
    await finish(keyed(1));
    const mended = keyed(2, { repairs: true });
    await load(mended, [...rowsOf("2").slice(1, 3), ...rowsOf("1").slice(3)]);
    expect(await finish(mended)).toEqual({ rows: 4, superseded: 0, versions: 2 });
    const active = await bench.query(
      "SELECT RIGHT(`a ``b```, 2) AS k, document FROM orders_scd WHERE _airbyte_active_row = 1",
    );
    expect(active.map(({ k, document }) => `${k}: ${document}`).sort()).toEqual(
      ["k1: 1", "k2: 2", "a: 2", "A: 1", "a : 1"].sort(),
    );
    expect((await bench.allTables()).filter((name) => name.includes("_chain_"))).toEqual([]);
  });

  it("refuses a history whose columns are of another kind before rows are loaded", async () => {
    await bench.query("CREATE TABLE orders_scd (_airbyte_start_at longblob)");
    await expect(open(feedOf(keyed(1)))).rejects.toThrow(/"_airbyte_start_at" of .*"orders_scd" is longblob/);
  });

  it("lets marked rows be removed, and come back, once deletes are hard", async () => {
    await load(keyed(1), [["x", 1, "2026-02-01T00:00:00", null]]);
    await finish(keyed(1));
    await deleteKey(keyed(2), ["x", 1]);
    await finish(keyed(2));
    const third = keyed(3, { deletes: "hard" });
    await load(third, [["x", 1, "2026-01-01T00:00:00", null]]);
    expect(await finish(third)).toEqual({ rows: 1, superseded: 0, versions: 1 });
    expect((await table()).map(({ at, _sluice_deleted_at }) => [at, _sluice_deleted_at])).toEqual([
      ["2026-01-01T00:00:00.000000Z", null],
    ]);
  });

  it("finds the versions of the changed keys by an index", async () => {
    const many = Array.from({ length: 5_000 }, (_, id) => [`key ${id}`, id, "2026-01-01T00:00:00", null]);
    await load(keyed(1), many);
    await finish(keyed(1));
    await load(keyed(2), many.slice(0, 10));
    const { statements } = await mysqlDestination.explain(bench.config, keyed(2), bench.ctx);
    for (const sql of statements.filter((statement) => /^(ALTER|CREATE|DROP) /.test(statement)))
      await bench.query(sql);
    const taking = statements.find((sql) => /STRAIGHT_JOIN/.test(sql)) ?? "";
    const searched = await bench.query(`EXPLAIN ${taking}`);
    expect(searched.find((row) => row.table === "h")?.key).toMatch(/^_sluice_key_/);
    expect(await finish(keyed(2))).toMatchObject({ versions: 0 });
  });

  it("leaves nothing of its workings, and goes with its table", async () => {
    await load(keyed(1), [["x", 1, "2026-02-01T00:00:00", null]]);
    await finish(keyed(1));
    const workings = async () => (await bench.allTables()).filter((name) => name.includes("_chain_"));
    expect(await workings()).toEqual([]);
    await mysqlDestination.clear(bench.config, keyed(1), bench.ctx);
    expect((await bench.allTables()).filter((name) => !name.startsWith("_sluice_"))).toEqual([]);
  });
});
