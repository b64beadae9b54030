import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Batch, Field, Value } from "@/connectors/sdk";
import { checkpointOf } from "@/connectors/sdk/testing";
import { spec } from "./config";
import { duckdbDestination } from "./index";
import { readRows } from "./testing/file";
import { rows, Warehouse } from "./testing/warehouse";

const size = "DESTINATION_FIELD_SIZE_LIMITATION";
let warehouse: Warehouse;
beforeEach(async () => {
  warehouse = await Warehouse.create();
});
afterEach(() => warehouse.dispose());

describe("changes of values", () => {
  const fields: Field[] = [
    { name: "id", type: { kind: "integer", bits: 32 }, nullable: false },
    { name: "Small", type: { kind: "integer", bits: 16 }, nullable: true },
    { name: "amount", type: { kind: "decimal", precision: 4, scale: 2 }, nullable: true },
  ];

  it("are told row by row for a batch of columns, and the rest of the batch stays", async () => {
    const stream = warehouse.plan({ fields });
    const feed = { ...warehouse.feed(stream), encoding: "columns" as const };
    const [result] = await warehouse.load(feed, {
      encoding: "columns",
      count: 3,
      bytes: 1,
      columns: [
        { as: "int32", values: Int32Array.of(1, 2, 3) },
        { as: "int32", values: Int32Array.of(5, 99_999, 7) },
        {
          as: "decimal64",
          scale: 2,
          values: BigInt64Array.of(100n, 999_999n, 1n),
          valid: Uint8Array.of(1, 1, 0),
        },
      ],
    });
    expect(result).toEqual({ written: 3, changed: 2, quarantined: [] });
    expect(await warehouse.query('SELECT id, "Small", amount FROM orders ORDER BY id')).toEqual([
      ["1", "5", "1.00"],
      ["2", null, null],
      ["3", "7", null],
    ]);
    const nulled = (field: string) => ({ field, change: "NULLED", reason: size });
    expect(await warehouse.changes()).toEqual([[], [nulled("Small"), nulled("amount")], []]);
  });

  it("that the source made stand before the destination's own, also in later vectors of a batch", async () => {
    const stream = warehouse.plan({ fields });
    const list = Array.from({ length: 3000 }, (_, id): Value[] => [id, id === 2999 ? 40_000 : 1, "1.00"]);
    const cut = { field: "amount", change: "TRUNCATED", reason: "SOURCE_FIELD_SIZE_LIMITATION" } as const;
    const [result] = await warehouse.load(warehouse.feed(stream), {
      ...rows(...list),
      changes: new Map([[2999, [cut]]]),
    } as Batch);
    expect(result?.changed).toBe(2);
    const changes = await warehouse.changes();
    expect(changes[2999]).toEqual([cut, { field: "Small", change: "NULLED", reason: size }]);
    expect(changes.slice(0, 2999).every((list) => list.length === 0)).toBe(true);
  });

  it("inside a raw document null the broken field alone", async () => {
    const stream = warehouse.plan({
      normalization: "raw",
      fields: [
        { name: "id", type: { kind: "integer", bits: 32 }, nullable: false },
        { name: "doc", type: { kind: "json" }, nullable: true },
        { name: "text", type: { kind: "string" }, nullable: true },
      ],
    });
    const raw = { ...stream, table: { namespace: "airbyte_internal", name: "main_raw__stream_orders" } };
    const [result] = await warehouse.load(
      warehouse.feed(raw),
      rows([1, "{broken", "half \ud800"], [2, '{"a":1}', "ok"]),
    );
    expect(result?.changed).toBe(2);
    const read = await readRows(warehouse.file, raw.table);
    expect(Object.keys(read?.[0] ?? {})).toEqual([
      "_airbyte_raw_id",
      "_airbyte_extracted_at",
      "_airbyte_loaded_at",
      "_airbyte_data",
      "_airbyte_meta",
      "_airbyte_generation_id",
    ]);
    expect(read?.map((row) => JSON.parse(row["_airbyte_data"] ?? ""))).toEqual([
      { id: 1, doc: null, text: "half \ufffd" },
      { id: 2, doc: { a: 1 }, text: "ok" },
    ]);
    expect(JSON.parse(read?.[0]?.["_airbyte_meta"] ?? "").changes).toHaveLength(2);
  });
});

describe("tables of DuckDB", () => {
  it("have the types of the plan", async () => {
    await warehouse.load(warehouse.feed(warehouse.plan()), rows([1, "one", 1]));
    expect(
      await warehouse.query(
        "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'orders' ORDER BY column_index",
      ),
    ).toEqual([
      ["_airbyte_raw_id", "VARCHAR"],
      ["_airbyte_extracted_at", "TIMESTAMP WITH TIME ZONE"],
      ["_airbyte_meta", "JSON"],
      ["_airbyte_generation_id", "BIGINT"],
      ["id", "BIGINT"],
      ["name", "VARCHAR"],
      ["version", "INTEGER"],
    ]);
  });

  it("keep rows in the order they came", async () => {
    const list = Array.from({ length: 40_000 }, (_, id): Value[] => [id, `row ${id}`, 1]);
    await warehouse.load(
      warehouse.feed(warehouse.plan()),
      rows(...list.slice(0, 30_000)),
      rows(...list.slice(30_000)),
    );
    const [row] = await warehouse.query(
      "SELECT count(*) FROM (SELECT id, row_number() OVER () - 1 AS place FROM orders) WHERE id = place",
    );
    expect(row).toEqual(["40000"]);
  });

  it("have raw ids that rise with the rows, and meta columns in the compression that suits them", async () => {
    const list = Array.from({ length: 20_000 }, (_, id): Value[] => [id, `row ${id}`, 1]);
    await warehouse.load(warehouse.feed(warehouse.plan()), rows(...list));
    const [unordered] = await warehouse.query(
      "SELECT count(*) FROM (SELECT _airbyte_raw_id AS raw_id, lag(_airbyte_raw_id) OVER (ORDER BY id) AS before FROM orders) WHERE raw_id <= before",
    );
    expect(unordered).toEqual(["0"]);
    const compressions = await warehouse.query(
      "SELECT DISTINCT column_name, compression FROM pragma_storage_info('orders') WHERE column_name IN ('_airbyte_raw_id', '_airbyte_meta') AND segment_type <> 'VALIDITY' ORDER BY 1",
    );
    expect(compressions).toEqual([
      ["_airbyte_meta", "Dictionary"],
      ["_airbyte_raw_id", "FSST"],
    ]);
  });

  it("are reached where warehouse.file, schema and table have the same name", async () => {
    const same = spec.parse({ destination_path: "warehouse.duckdb", schema: "warehouse" });
    const stream = warehouse.plan({ name: "warehouse", namespace: "warehouse", write: "overwrite" });
    const feed = warehouse.feed(stream);
    const writer = await duckdbDestination.open(same, feed, warehouse.ctx);
    await writer.checkpoint();
    await writer.write(0, rows([1, "one", 1]));
    await writer.commit(checkpointOf(feed, 1, 1, true));
    await writer.close();
    await duckdbDestination.finish(same, stream, warehouse.ctx);
    expect(await duckdbDestination.measure(same, stream, warehouse.ctx)).toEqual({ rows: 1 });
  });

  it("widen without loss when the source's types do", async () => {
    await warehouse.load(warehouse.feed(warehouse.plan()), rows([1, "one", 2_147_483_647]));
    const wide: Field[] = [
      { name: "id", type: { kind: "integer", bits: 64 }, nullable: false },
      { name: "name", type: { kind: "string" }, nullable: true },
      { name: "version", type: { kind: "decimal", precision: 20, scale: 1 }, nullable: true },
    ];
    await warehouse.load(
      warehouse.feed(warehouse.plan({ fields: wide, syncId: 2 })),
      rows([2, "two", "12345678901234.5"]),
    );
    expect(await warehouse.query("SELECT version FROM orders ORDER BY id")).toEqual([
      ["2147483647.0"],
      ["12345678901234.5"],
    ]);
  });

  it("are left alone where a view or somebody else's table stands under the name", async () => {
    await warehouse.load(warehouse.feed(warehouse.plan({ name: "other" })), rows([1, "one", 1]));
    await warehouse.query("CREATE TABLE orders AS SELECT 1 AS mine");
    await warehouse.query("CREATE VIEW items AS SELECT 1 AS mine");
    for (const write of ["append", "overwrite", "deduped"] as const) {
      await expect(warehouse.load(warehouse.feed(warehouse.plan({ write })), rows())).rejects.toThrow(
        /made by something else/,
      );
      await expect(
        warehouse.load(warehouse.feed(warehouse.plan({ write, name: "items" })), rows()),
      ).rejects.toThrow(/is a view/);
    }
    await duckdbDestination.clear(warehouse.config, warehouse.plan(), warehouse.ctx);
    await duckdbDestination.clear(warehouse.config, warehouse.plan({ name: "items" }), warehouse.ctx);
    expect(await warehouse.query("SELECT mine FROM orders")).toEqual([["1"]]);
    expect(await warehouse.query("SELECT mine FROM items")).toEqual([["1"]]);
  });
});
