import { expect, it } from "vitest";
import type { Field, StreamPlan } from "@/connectors/sdk";
import { checkpointOf } from "@/connectors/sdk/testing";
import { describeWithPostgres } from "@/tests/support/postgres";
import { postgresDestination } from ".";
import { useWriting } from "./testing";

const fields: Field[] = [
  { name: 'a "b"', type: { kind: "string" }, nullable: true },
  { name: "place", type: { kind: "integer", bits: 64 }, nullable: true },
  { name: "at", type: { kind: "timestamp", zoned: false }, nullable: true },
  { name: "document", type: { kind: "json" }, nullable: true },
];

describeWithPostgres("PostgreSQL destination: history and deletes", () => {
  const bench = useWriting("pghistory");
  const { plan, feedOf, open, finish, load, table } = bench;

  const keyed = (syncId: number, more: Partial<StreamPlan> = {}): StreamPlan => {
    const base = plan({ write: "deduped", history: true, fields, syncId, reportsDeletes: true });
    return { ...base, key: ['a "b"', "place"], cursor: "at", deletes: "soft", ...more };
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
      `SELECT "a ""b""" || place AS key, document, _airbyte_start_at::text AS start, _airbyte_end_at::text AS end, _airbyte_active_row AS active, _sluice_life AS life
         FROM out.orders_scd ORDER BY key, _airbyte_active_row`,
    );
    return rows.map(Object.values);
  };

  it("ends a version at the instant it was found gone, where versions end at instants", async () => {
    await load(keyed(1), [["x", 1, "2026-01-01T00:00:00", '{"n":1}']]);
    expect(await finish(keyed(1))).toEqual({ rows: 1, superseded: 0, versions: 1 });
    await deleteKey(keyed(2), ["x", 1]);
    expect(await finish(keyed(2))).toEqual({ rows: 0, superseded: 0, versions: 0, deleted: 1 });
    const [version] = await bench.query(
      `SELECT _airbyte_unique_key = md5('x-1') AS keyed, _airbyte_active_row AS active, _airbyte_start_at::text AS start,
              _airbyte_end_at = _sluice_deleted_at AT TIME ZONE 'UTC' AS ended, _sluice_deleted_at = '2026-01-02T12:00:00.123Z' AS gone
         FROM out.orders_scd`,
    );
    expect(version).toEqual({
      keyed: true,
      active: 0,
      start: "2026-01-01 00:00:00",
      ended: true,
      gone: true,
    });
  });

  it("compares contents in the types of tables that were there before", async () => {
    await bench.query(
      `CREATE SCHEMA out; CREATE TABLE out.orders ("a ""b""" text, place text, at timestamp, document json);
       CREATE TABLE out.orders_scd (LIKE out.orders)`,
    );
    const row = ["x", 1, "2026-01-01T00:00:00", '{"n":1}'];
    await load(keyed(1), [row, row]);
    expect(await finish(keyed(1))).toEqual({ rows: 1, superseded: 1, versions: 1 });
    await load(keyed(2), [row, ["x", 2, null, null]]);
    expect(await finish(keyed(2))).toEqual({ rows: 2, superseded: 0, versions: 1 });
    await load(keyed(3), [row, ["x", 1, "2026-01-01T00:00:00", '{"n":2}']]);
    expect(await finish(keyed(3))).toEqual({ rows: 1, superseded: 1, versions: 1 });
    expect((await table()).map(({ place, document }) => [place, document]).sort()).toEqual([
      ["1", '{"n": 2}'],
      ["2", null],
    ]);
  });

  it("is mended in the types of a history that was there before, by all parts of the key", async () => {
    await bench.query(
      `CREATE SCHEMA out; CREATE TABLE out.orders_scd ("a ""b""" varchar(9), place text, at timestamp, document json)`,
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
    expect(await versions()).toEqual([
      ["x1", { n: 1 }, "2026-01-01 00:00:00", "2026-01-01 00:00:00", 0, 0],
      ["x1", { n: 2 }, "2026-01-01 00:00:00", null, 1, 0],
      ["x2", null, "2026-01-01 00:00:01", "2026-01-01 00:00:01", 0, 0],
      ["x2", null, "2026-01-01 00:00:00", null, 1, 1],
      ["y1", null, null, null, 1, 0],
    ]);
  });

  it("refuses a history whose columns are of another kind before rows are loaded", async () => {
    await bench.query("CREATE SCHEMA out; CREATE TABLE out.orders_scd (_airbyte_start_at bytea)");
    await expect(open(feedOf(keyed(1)))).rejects.toThrow(
      /"_airbyte_start_at" of "out"."orders_scd" is bytea/,
    );
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
      ["2026-01-01 00:00:00", null],
    ]);
  });

  it("is explained with the statements that make it", async () => {
    const { statements } = await postgresDestination.explain(bench.config, keyed(1), bench.ctx);
    expect(statements.filter((sql) => sql.startsWith("CREATE TABLE")).join()).toContain("orders_scd");
    expect(statements.join()).toContain('UPDATE "out"."orders" t SET "_sluice_deleted_at"');
  });

  it("keeps the outcome apart from that of an older Sluice, whose tables knew no versions", async () => {
    await bench.query(
      `CREATE SCHEMA out; CREATE TABLE out._sluice_finished (connection_id text NOT NULL, table_key text NOT NULL, sync_id bigint NOT NULL, generation bigint NOT NULL, "rows" bigint NOT NULL, superseded bigint NOT NULL, finished_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (connection_id, table_key));
       INSERT INTO out._sluice_finished VALUES ('c', '["out","orders"]', 1, 1, 7, 2)`,
    );
    await load(keyed(2), []);
    expect(await finish(keyed(1))).toEqual({ rows: 7, superseded: 2 });
  });
});
