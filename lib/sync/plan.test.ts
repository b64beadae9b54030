import { describe, expect, it } from "vitest";
import { ConfigError, type Capabilities, type Stream } from "@/connectors/sdk";
import { planStreams, type ChosenStream, type PlanRequest } from "./plan";
import { streamKey } from "./stream-key";

const orders: Stream = {
  namespace: "public",
  name: "orders",
  fields: [
    { name: "id", type: { kind: "integer", bits: 64 }, nullable: false },
    { name: "Größe", type: { kind: "string" }, nullable: true },
    { name: "updated_at", type: { kind: "timestamp", zoned: true }, nullable: true },
  ],
  primaryKey: [["id"]],
  cursorFields: ["updated_at"],
  cursorIsGiven: false,
  supports: { fullRefresh: true, incremental: true, deletes: false },
};

const capabilities: Capabilities = {
  exactlyOnce: true,
  modes: ["append", "overwrite", "deduped"],
  history: false,
  softDeletes: false,
  keepsGenerations: false,
  dedupedChildren: false,
  identifiers: { maxBytes: 63, case: "keep", style: "postgres" },
  types: {} as Capabilities["types"],
};

const choice: ChosenStream = {
  namespace: "public",
  name: "orders",
  syncMode: "full_refresh_overwrite",
  cursorField: [],
  primaryKey: [],
};

function plan(overrides: Partial<PlanRequest> = {}, chosen: Partial<ChosenStream> = {}) {
  return planStreams({
    connectionId: "c",
    syncId: 7,
    extractedAtMs: 1,
    chosen: [{ ...choice, ...chosen }],
    discovered: [orders],
    generations: new Map(),
    capabilities,
    locations: { namespace: "warehouse", rawNamespace: "airbyte_internal" },
    namespace: { definition: "destination", format: null },
    prefix: "",
    normalization: "basic",
    objects: "json",
    ...overrides,
  }).streams;
}

describe("a stream's plan", () => {
  it("names columns by the destination's rules and keeps the way back to the fields", () => {
    expect(plan()[0]?.columns.map(({ name, field, index }) => [name, field, index])).toEqual([
      ["id", "id", 0],
      ["Gro_e", "Größe", 1],
      ["updated_at", "updated_at", 2],
    ]);
  });

  it("has no cursor where the source knows by itself what is new", () => {
    const discovered = [{ ...orders, cursorFields: [], cursorIsGiven: true }];
    const [stream] = plan({ discovered }, { syncMode: "incremental_deduped_history", cursorField: ["id"] });
    expect(stream).toMatchObject({ cursor: null, key: ["id"], write: "deduped" });
    expect(stream?.stream.cursor).toBeUndefined();
    expect(() =>
      plan({ discovered: [{ ...orders, cursorFields: [] }] }, { syncMode: "incremental_append" }),
    ).toThrow(/no cursor field/);
  });

  it("keeps a field named like one of Airbyte's columns apart from it", () => {
    const stream = {
      ...orders,
      fields: [...orders.fields, { name: "_airbyte_meta", type: { kind: "json" } as const, nullable: true }],
    };
    expect(plan({ discovered: [stream] })[0]?.columns.at(-1)?.name).toBe("_airbyte_meta_1");
  });

  it("begins a new generation for an overwrite, and stays in the present one otherwise", () => {
    const generations = new Map([[streamKey(orders), 4]]);
    expect(plan({ generations })[0]).toMatchObject({ write: "overwrite", generation: 5 });
    expect(plan({ generations }, { syncMode: "full_refresh_append" })[0]).toMatchObject({
      write: "append",
      generation: 4,
    });
    expect(plan({}, { syncMode: "incremental_append" })[0]).toMatchObject({
      write: "append",
      generation: 1,
      cursor: "updated_at",
    });
  });

  it("dedupes by the source's key and cursor unless others are chosen", () => {
    expect(plan({}, { syncMode: "incremental_deduped_history" })[0]).toMatchObject({
      write: "deduped",
      key: ["id"],
      cursor: "updated_at",
    });
    const chosen = plan(
      {},
      { syncMode: "incremental_deduped_history", primaryKey: [["Größe"]], cursorField: ["id"] },
    )[0];
    expect(chosen).toMatchObject({ key: ["Gro_e"], cursor: "id" });
  });

  it("reads only the selected fields", () => {
    const [selected] = plan({}, { selectedFields: ["updated_at", "id"] });
    expect(selected?.stream.fields.map((field) => field.name)).toEqual(["id", "updated_at"]);
  });

  it("puts tables where the namespace rule says", () => {
    expect(plan()[0]?.table).toEqual({ namespace: "warehouse", name: "orders" });
    expect(plan({ namespace: { definition: "source", format: null }, prefix: "raw " })[0]?.table).toEqual({
      namespace: "public",
      name: "raw_orders",
    });
    expect(
      plan({ namespace: { definition: "custom_format", format: "mirror_${SOURCE_NAMESPACE}" } })[0]?.table
        .namespace,
    ).toBe("mirror_public");
    expect(plan({ normalization: "raw" })[0]?.table).toEqual({
      namespace: "airbyte_internal",
      name: "warehouse_raw__stream_orders",
    });
  });

  it("gives two streams of one name tables of their own", () => {
    const other = { ...orders, namespace: "sales" };
    const tables = plan({
      chosen: [choice, { ...choice, namespace: "sales" }],
      discovered: [orders, other],
    }).map((entry) => entry.table.name);
    expect(tables[0]).toBe("orders");
    expect(tables[1]).toMatch(/^orders_[0-9a-f]{3}$/);
  });

  it.each([
    ["a stream that is gone", {}, { name: "lost" }, /no longer has the stream public\.lost/],
    [
      "a mode the destination lacks",
      { capabilities: { ...capabilities, modes: [] } },
      {},
      /does not offer the sync mode/,
    ],
    [
      "a refresh of an appended table that the destination cannot swap",
      { capabilities: { ...capabilities, modes: ["append"] }, refresh: new Set([streamKey(choice)]) },
      { syncMode: "full_refresh_append" },
      /public\.orders cannot be refreshed.*Clear the stream/,
    ],
    [
      "a refresh of a merged table whose rows the destination cannot find again",
      { refresh: new Set([streamKey(choice)]) },
      { syncMode: "incremental_deduped_history", cursorField: ["updated_at"] },
      /public\.orders cannot be refreshed/,
    ],
    [
      "a cursor that is gone",
      {},
      { syncMode: "incremental_append", cursorField: ["seen_at"] },
      /cursor field seen_at/,
    ],
    [
      "a key that is not selected",
      {},
      { syncMode: "incremental_deduped_history", selectedFields: ["updated_at"] },
      /primary key field id/,
    ],
    [
      "a key inside a field",
      {},
      { syncMode: "incremental_deduped_history", primaryKey: [["a", "b"]] },
      /lies inside a field/,
    ],
  ] as const)("refuses %s, and says what to choose", (_what, overrides, chosen, says) => {
    const attempt = () => plan(overrides as Partial<PlanRequest>, chosen as Partial<ChosenStream>);
    expect(attempt).toThrow(ConfigError);
    expect(attempt).toThrow(says);
  });
});
