import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { encodeNumeric } from "@/connectors/sdk/postgres/numeric";
import type { Field, LogicalType, PgCopyBinaryBatch } from "@/connectors/sdk";
import { framesBatch, int4, text, uuid } from "@/connectors/sdk/testing/frames";
import { Warehouse } from "./testing/warehouse";
import { encodingsOf } from "@/connectors/sdk/duckdb/tuples";

let warehouse: Warehouse;
beforeEach(async () => {
  warehouse = await Warehouse.create();
});
afterEach(() => warehouse.dispose());

const id: Field = { name: "id", type: { kind: "integer", bits: 32 }, nullable: false, native: "int4" };
const fieldsOf = (type: LogicalType, native: string): Field[] => [
  id,
  { name: "v", type, nullable: true, native },
];

function load(fields: Field[], ...batches: PgCopyBinaryBatch[]) {
  const feed = { ...warehouse.feed(warehouse.plan({ fields })), encoding: "pg-copy-binary" as const };
  return warehouse.load(feed, ...batches);
}

/** Loads one column from frames and reads it back as DuckDB's text of each value. */
async function roundTrip(type: LogicalType, native: string, values: (Uint8Array | null)[]) {
  const [result] = await load(
    fieldsOf(type, native),
    framesBatch(values.map((value, row) => [int4(row), value])),
  );
  const rows = await warehouse.query("SELECT v::VARCHAR FROM orders ORDER BY id");
  return { result, values: rows.map(([value]) => value) };
}

describe("frames of PostgreSQL", () => {
  it("keep texts of every length, in ASCII and beyond it, empty and null ones", async () => {
    const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
    const ascii = Array.from({ length: 37 }, (_, length) => alphabet.slice(0, length));
    for (const texts of [ascii, [...ascii, "é", "Grüße, 世界 🌍 und mehr"], ["x".repeat(70_000), "", "y"]]) {
      const { values } = await roundTrip({ kind: "string" }, "text", [...texts.map(text), null, text("")]);
      expect(values).toEqual([...texts, null, ""]);
      await warehouse.query("DROP TABLE orders");
    }
  });

  it("keep texts apart that are well-formed only together, as a server without encoding may send them", async () => {
    const { values } = await roundTrip({ kind: "string" }, "text", [
      text("fine"),
      Uint8Array.of(0xc3),
      Uint8Array.of(0xa4),
    ]);
    expect(values).toEqual(["fine", "\ufffd", "\ufffd"]);
  });

  it("keep UUIDs and their order", async () => {
    const ids = ["00000000-0000-0000-0000-000000000001", "7fffffff-ffff-4fff-bfff-ffffffffffff"];
    const all = [...ids, "80000000-0000-4000-8000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"];
    const { values } = await roundTrip({ kind: "uuid" }, "uuid", [...all.map(uuid), null]);
    expect(values).toEqual([...all, null]);
    const sorted = await warehouse.query("SELECT v::VARCHAR FROM orders WHERE v IS NOT NULL ORDER BY v");
    expect(sorted.flat()).toEqual(all);
  });

  it("cut decimals of more digits than were planned, and null what is none, each with its reason", async () => {
    const numbers = ["1.50", "2.3456", "NaN", "-99.99", "100.00"].map((number) => encodeNumeric(number));
    const { result, values } = await roundTrip({ kind: "decimal", precision: 4, scale: 2 }, "numeric", [
      ...numbers,
      null,
    ]);
    expect(values).toEqual(["1.50", "2.35", null, "-99.99", null, null]);
    expect(result).toEqual({ written: 6, changed: 3, quarantined: [] });
    const reason = "DESTINATION_FIELD_SIZE_LIMITATION";
    expect(await warehouse.changes()).toEqual([
      [],
      [{ field: "v", change: "TRUNCATED", reason }],
      [{ field: "v", change: "NULLED", reason }],
      [],
      [{ field: "v", change: "NULLED", reason }],
      [],
    ]);
  });

  it("null a document that DuckDB could not read", async () => {
    const documents = ['{"a":[1]}', "{broken", '"\\ud800"'].map(text);
    const { result, values } = await roundTrip({ kind: "json" }, "json", documents);
    expect(values).toEqual(['{"a":[1]}', null, null]);
    expect(result?.changed).toBe(2);
  });

  it("keep every row and its place, over chunks and batches that are no multiple of a vector", async () => {
    const rows = Array.from({ length: 30_011 }, (_, row) => [
      int4(row),
      row % 7 === 0 ? null : text(`row ${row} ${"·".repeat(row % 3)}`),
    ]);
    const batches = [framesBatch(rows.slice(0, 5_000), rows.slice(5_000, 5_001)), framesBatch()];
    const results = await load(
      fieldsOf({ kind: "string" }, "text"),
      ...batches,
      framesBatch(rows.slice(5_001)),
    );
    expect(results.map(({ written }) => written)).toEqual([5_001, 0, 25_010]);
    const [wrong] = await warehouse.query(
      `SELECT count(*), count(v), count(DISTINCT _airbyte_raw_id) FROM (SELECT *, row_number() OVER () - 1 AS place FROM orders) WHERE id = place AND v IS NOT DISTINCT FROM CASE WHEN id % 7 > 0 THEN 'row ' || id || ' ' || repeat('·', id % 3) END`,
    );
    expect(wrong).toEqual(["30011", `${30_011 - Math.ceil(30_011 / 7)}`, "30011"]);
  });

  it("may be used again by the source once they are written", async () => {
    const batch = framesBatch([[int4(1), text("a text beyond twelve bytes")]]);
    const feed = {
      ...warehouse.feed(warehouse.plan({ fields: fieldsOf({ kind: "string" }, "text") })),
      encoding: "pg-copy-binary" as const,
    };
    const writer = await warehouse.open(feed);
    await writer.write(0, batch);
    batch.chunks[0]?.fill(0xff);
    await writer.commit({ syncId: 1, generations: [1], position: null, complete: true, counts: [] });
    await writer.close();
    expect(await warehouse.query("SELECT v FROM orders")).toEqual([["a text beyond twelve bytes"]]);
  });

  it("of another number of rows or fields than they say are a fault of the source", async () => {
    const fields = fieldsOf({ kind: "string" }, "text");
    await expect(load(fields, { ...framesBatch([[int4(1), null]]), count: 2 })).rejects.toThrow(
      /2 rows has 1 tuples/,
    );
    await expect(load(fields, framesBatch([[int4(1)]]))).rejects.toThrow(/1 fields where 2 were expected/);
  });

  it("are asked for only where every field has a form in them", () => {
    const native = warehouse.plan({ fields: fieldsOf({ kind: "string" }, "text") });
    expect(encodingsOf(native)).toEqual(["pg-copy-binary", "columns"]);
    expect(encodingsOf(warehouse.plan({ fields: fieldsOf({ kind: "string" }, "money") }))).toEqual([
      "columns",
    ]);
    expect(encodingsOf(warehouse.plan())).toEqual(["columns"]);
    expect(encodingsOf({ ...native, normalization: "raw" })).toEqual([]);
  });
});
