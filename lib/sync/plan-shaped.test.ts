import { describe, expect, it } from "vitest";
import { ConfigError, type Capabilities, type Stream } from "@/connectors/sdk";
import { mapperSchema } from "@/lib/normalization/shape/mappers";
import { planStreams, type ChosenStream, type PlanRequest } from "./plan";

const line = {
  kind: "object" as const,
  fields: [{ name: "sku", type: { kind: "string" } as const, nullable: true }],
};
const orders: Stream = {
  namespace: "public",
  name: "Order List",
  fields: [
    { name: "id", type: { kind: "integer", bits: 64 }, nullable: false },
    { name: "updated_at", type: { kind: "timestamp", zoned: true }, nullable: true },
    { name: "ship to", type: line, nullable: true },
    { name: "lines", type: { kind: "array", of: line }, nullable: true },
  ],
  primaryKey: [["id"]],
  cursorFields: ["updated_at"],
  cursorIsGiven: false,
  supports: { fullRefresh: true, incremental: true, deletes: false },
};

const deduped = { syncMode: "incremental_deduped_history" } as const;

function plan(chosen: Partial<ChosenStream>, request: Partial<PlanRequest> = {}) {
  return planStreams({
    connectionId: "c",
    syncId: 7,
    extractedAtMs: 1,
    chosen: [
      {
        namespace: "public",
        name: "Order List",
        syncMode: "full_refresh_overwrite",
        cursorField: [],
        primaryKey: [],
        ...chosen,
      },
    ],
    discovered: [orders],
    generations: new Map(),
    capabilities: {
      exactlyOnce: true,
      modes: ["append", "overwrite", "deduped"],
      history: false,
      softDeletes: false,
      keepsGenerations: false,
      dedupedChildren: false,
      identifiers: { maxBytes: 63, case: "keep", style: "postgres" },
      types: {} as Capabilities["types"],
    },
    locations: { namespace: "warehouse", rawNamespace: "airbyte_internal" },
    namespace: { definition: "destination", format: null },
    prefix: "",
    normalization: "basic",
    objects: "json",
    ...request,
  });
}

const rename = (originalFieldName: string, newFieldName: string) =>
  mapperSchema.parse({ type: "field-renaming", mapperConfiguration: { originalFieldName, newFieldName } });
const leaveOut = (targetField: string) =>
  mapperSchema.parse({ type: "field-filtering", mapperConfiguration: { targetField } });
const hash = (targetField: string) =>
  mapperSchema.parse({ type: "hashing", mapperConfiguration: { targetField, method: "MD5" } });
const encrypt = (targetField: string) =>
  mapperSchema.parse({
    type: "encryption",
    mapperConfiguration: { algorithm: "AES", targetField, mode: "ECB", padding: "PKCS5Padding" },
  });

describe("the plan of a shaped stream", () => {
  it("reads the fields of the source and writes those of the shape", () => {
    const { reads, streams } = plan({
      ...deduped,
      mappers: [rename("id", "key"), rename("updated_at", "at")],
    });
    expect(reads[0]?.stream).toMatchObject({ cursor: "updated_at", key: [["id"]] });
    expect(reads[0]?.stream.fields).toEqual(orders.fields);
    expect(streams[0]).toMatchObject({
      key: ["key"],
      cursor: "at",
      stream: { key: [["key"]], cursor: "at" },
    });
    expect(streams[0]?.columns.map(({ name }) => name)).toEqual(["key", "at", "ship_to", "lines"]);
  });

  it("has a table for each array, tied by the same column on both sides", () => {
    const { reads, streams } = plan({ arrays: "tables" }, { objects: "flatten" });
    expect(reads[0]?.outputs).toEqual([0, 1]);
    expect(streams.map(({ table }) => table.name)).toEqual(["Order_List", "Order_List_lines"]);
    expect(streams[1]?.parent).toEqual({ table: streams[0]?.table, column: "_airbyte_Order_List_hashid" });
    expect(streams.map(({ columns }) => columns.map(({ name }) => name))).toEqual([
      ["id", "updated_at", "ship_to_sku", "_airbyte_Order_List_hashid"],
      ["_airbyte_Order_List_hashid", "_sluice_position", "sku"],
    ]);
  });

  it("names children after the table that the owner chose", () => {
    const { streams } = plan({ arrays: "tables", destinationName: "sales" });
    expect(streams.map(({ table }) => table.name)).toEqual(["sales", "sales_lines"]);
  });

  it("may have a hashed key, whatever its name is by then", () => {
    const { streams } = plan({ ...deduped, mappers: [hash("id"), rename("id_hashed", "key")] });
    expect(streams[0]?.key).toEqual(["key"]);
  });

  it.each<[string, Partial<ChosenStream>, RegExp]>([
    [
      "a key that is left out",
      { mappers: [leaveOut("id")] },
      /primary key needs the field id, which is left out/,
    ],
    ["a cursor that is left out", { mappers: [leaveOut("updated_at")] }, /cursor needs the field updated_at/],
    ["an encrypted key", { mappers: [encrypt("id")] }, /primary key id is changed by encryption/],
    ["a hashed cursor", { mappers: [hash("updated_at")] }, /cursor updated_at is changed by hashing/],
    [
      "a hashed cursor under another name",
      { mappers: [hash("updated_at"), rename("updated_at_hashed", "at")] },
      /cursor updated_at is changed by hashing/,
    ],
    [
      "a key that is encrypted and hashed",
      { mappers: [encrypt("id"), hash("id_encrypted")] },
      /primary key id is changed by encryption/,
    ],
  ])("refuses %s, naming stream and field", (_what, chosen, message) => {
    expect(() => plan({ ...deduped, ...chosen })).toThrow(message);
    expect(() => plan({ ...deduped, ...chosen })).toThrow(ConfigError);
    expect(() => plan({ ...deduped, ...chosen })).toThrow(/^public\.Order List: /);
  });

  it("refuses a key that is flattened away", () => {
    const chosen = { ...deduped, primaryKey: [["ship to"]] };
    expect(() => plan(chosen, { objects: "flatten" })).toThrow(/ship to, which is left out or taken apart/);
  });

  it("leaves rows of raw tables in one piece", () => {
    const { streams, reads } = plan({ arrays: "tables" }, { objects: "flatten", normalization: "raw" });
    expect(streams).toHaveLength(1);
    expect(reads[0]?.shape).toBeNull();
  });
});
