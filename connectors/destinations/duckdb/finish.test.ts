import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ConfigError, type FeedPlan, type StreamPlan } from "@/connectors/sdk";
import { checkpointOf } from "@/connectors/sdk/testing";
import { listTables } from "./testing/file";
import { rows, Warehouse } from "./testing/warehouse";

let warehouse: Warehouse;
beforeEach(async () => {
  warehouse = await Warehouse.create();
});
afterEach(() => warehouse.dispose());

describe("overwrite", () => {
  it("lets views and queries by name go on, and gives no place to what an index kept", async () => {
    const first = warehouse.plan({ write: "overwrite" });
    await warehouse.load(warehouse.feed(first), rows([1, "old", 1]));
    await warehouse.finish(first);
    await warehouse.query("CREATE VIEW names AS SELECT name FROM orders");
    await warehouse.query("CREATE INDEX by_id ON orders (id)");
    const second = warehouse.plan({ write: "overwrite", syncId: 2, generation: 2 });
    await warehouse.load(warehouse.feed(second), rows([2, "new", 1]));
    expect(await warehouse.query("FROM names")).toEqual([["old"]]);
    await warehouse.finish(second);
    expect(await warehouse.query("FROM names")).toEqual([["new"]]);
  });

  it("puts the parts of a stream together, and nothing of a part that an earlier run left", async () => {
    const part = (stream: StreamPlan, feedId: string): FeedPlan => ({ ...warehouse.feed(stream), feedId });
    const first = warehouse.plan({ write: "overwrite" });
    await warehouse.load(part(first, "a"), rows([1, "lost", 1]));
    await warehouse.load(part(first, "gone"), rows([2, "lost", 1]));
    const second = warehouse.plan({ write: "overwrite", syncId: 2, generation: 2 });
    await warehouse.load(part(second, "a"), rows([3, "a", 1]));
    await warehouse.load(part(second, "b"), rows([4, "b", 1]));
    await warehouse.load(part(second, "c"), rows());
    expect(await warehouse.finish(second)).toEqual({ rows: 2, superseded: 0 });
    expect(await warehouse.query("SELECT id FROM orders ORDER BY id")).toEqual([["3"], ["4"]]);
    expect(await listTables(warehouse.file)).toEqual([
      "main._sluice_checkpoints",
      "main._sluice_finished",
      "main._sluice_quarantine",
      "main.orders",
    ]);
  });

  it("says so where what was loaded has been dropped", async () => {
    const stream = warehouse.plan({ write: "overwrite" });
    await warehouse.load(warehouse.feed(stream), rows([1, "one", 1]));
    const stage = (await listTables(warehouse.file)).find((name) => name.includes("_sluice_stage_"));
    await warehouse.query(`DROP TABLE ${stage}`);
    await expect(warehouse.finish(stream)).rejects.toThrow(
      /Nothing that run 1 loaded for main\.orders is there/,
    );
  });
});

describe("deduped", () => {
  it("keeps rows with a null in their key as they are, once, however often finish is called", async () => {
    const stream = warehouse.plan({ write: "deduped" });
    await warehouse.load(warehouse.feed(stream), rows([null, "x", 1], [null, "x", 1], [1, "a", 1]));
    expect(await warehouse.finish(stream)).toEqual({ rows: 3, superseded: 0 });
    expect(await warehouse.finish(stream)).toEqual({ rows: 3, superseded: 0 });
    const next = warehouse.plan({ write: "deduped", syncId: 2 });
    await warehouse.load(warehouse.feed(next), rows([1, "b", 2]));
    expect(await warehouse.finish(next)).toEqual({ rows: 1, superseded: 0 });
    expect(await warehouse.query("SELECT id, name FROM orders ORDER BY ALL")).toEqual([
      ["1", "b"],
      [null, "x"],
      [null, "x"],
    ]);
  });

  it("takes keys of several columns, and without a cursor the latest arrival", async () => {
    const stream = { ...warehouse.plan({ write: "deduped" }), key: ["id", "name"], cursor: null };
    await warehouse.load(
      warehouse.feed(stream),
      rows([1, "a", 9], [1, "b", 5], [1, "a", 3]),
      rows([2, "a", 1], [1, "b", 4]),
    );
    expect(await warehouse.finish(stream)).toEqual({ rows: 3, superseded: 2 });
    expect(await warehouse.query("SELECT id, name, version FROM orders ORDER BY ALL")).toEqual([
      ["1", "a", "3"],
      ["1", "b", "4"],
      ["2", "a", "1"],
    ]);
  });

  it("removes rows that the source deleted, unless they came again afterwards", async () => {
    const first = warehouse.plan({ write: "deduped", reportsDeletes: true });
    await warehouse.load(warehouse.feed(first), rows([1, "stays", 1], [2, "goes", 1], [3, "comes back", 1]));
    await warehouse.finish(first);
    const second = warehouse.plan({ write: "deduped", syncId: 2, reportsDeletes: true });
    const feed = warehouse.feed(second);
    const writer = await warehouse.open(feed);
    await writer.checkpoint();
    await writer.write(0, rows([4, "short-lived", 1]));
    await writer.delete(0, [[2], [3], [4]]);
    await writer.write(0, rows([3, "again", 0]));
    await writer.commit(checkpointOf(feed, 2, 2, true));
    await writer.close();
    expect(await warehouse.finish(second)).toEqual({ rows: 1, superseded: 1, deleted: 1 });
    expect(await warehouse.query("SELECT id, name FROM orders ORDER BY id")).toEqual([
      ["1", "stays"],
      ["3", "again"],
    ]);
  });

  it("merges raw documents by their key and cursor, as numbers where they are", async () => {
    const base = warehouse.plan({ write: "deduped", normalization: "raw" });
    const stream = { ...base, table: { namespace: "airbyte_internal", name: "raw_orders" } };
    await warehouse.load(warehouse.feed(stream), rows([1, "nine", 9], [1, "ten", 10], [2, "null", null]));
    expect(await warehouse.finish(stream)).toEqual({ rows: 2, superseded: 1 });
    const next = {
      ...warehouse.plan({ write: "deduped", normalization: "raw", syncId: 2 }),
      table: stream.table,
    };
    await warehouse.load(warehouse.feed(next), rows([1, "older", 2], [2, "newer", 1]));
    expect(await warehouse.finish(next)).toEqual({ rows: 1, superseded: 1 });
    const names = await warehouse.query(
      "SELECT _airbyte_data->>'name' FROM airbyte_internal.raw_orders ORDER BY ALL",
    );
    expect(names).toEqual([["newer"], ["ten"]]);
  });

  it("is the only mode that takes deletions", async () => {
    const writer = await warehouse.open(warehouse.feed(warehouse.plan()));
    await writer.checkpoint();
    await expect(writer.delete(0, [[1]])).rejects.toBeInstanceOf(ConfigError);
    await writer.close();
  });
});

describe("a constraint that somebody put on a table", () => {
  it("fails the run with its name, and nothing of the run stays", async () => {
    await warehouse.load(warehouse.feed(warehouse.plan()), rows([1, "one", 1]));
    await warehouse.query("ALTER TABLE orders ALTER COLUMN name SET NOT NULL");
    const second = warehouse.feed(warehouse.plan({ syncId: 2 }));
    const loading = warehouse.load(second, rows([2, null, 1], [3, "three", 1]));
    await expect(loading).rejects.toThrow(ConfigError);
    await expect(loading).rejects.toThrow(/NOT NULL constraint failed: orders\.name/);
    expect(await warehouse.query("SELECT id FROM orders")).toEqual([["1"]]);
  });
});
