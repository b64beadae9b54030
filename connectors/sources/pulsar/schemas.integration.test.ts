import { expect, it } from "vitest";
import type { Field, LogicalType } from "@/connectors/sdk";
import { faultOf } from "@/connectors/sdk/testing/values";
import { describeWithPulsar } from "@/tests/support/pulsar/broker";
import type { SchemaToWrite } from "@/tests/support/pulsar/java-client";
import { useTopics } from "./testing/lab";

const record = (fields: object[]) =>
  JSON.stringify({ type: "record", name: "Row", namespace: "shop", fields });
const orNull = (type: unknown) => ["null", type];
const nullable = (name: string, type: LogicalType): Field => ({ name, type, nullable: true });
const long: LogicalType = { kind: "integer", bits: 64 };
const text: LogicalType = { kind: "string" };
const plainColumns = { metadata_columns: [] };

const wide = record([
  { name: "id", type: "long" },
  { name: "paid", type: "boolean" },
  { name: "size", type: { type: "enum", name: "Size", symbols: ["S", "L"] } },
  { name: "price", type: { type: "bytes", logicalType: "decimal", precision: 10, scale: 2 } },
  { name: "at", type: orNull({ type: "long", logicalType: "timestamp-micros" }) },
  { name: "day", type: { type: "int", logicalType: "date" } },
  { name: "either", type: ["null", "long", "string"] },
  { name: "tags", type: { type: "array", items: "string" } },
  { name: "more", type: { type: "map", values: "double" } },
  {
    name: "place",
    type: orNull({ type: "record", name: "Place", fields: [{ name: "zip", type: orNull("string") }] }),
  },
]);

describeWithPulsar("a topic with a schema, written by Pulsar's own client", () => {
  const topics = useTopics();
  const fieldsOf = async (name: string) => (await topics.discover(name, topics.config(plainColumns))).fields;
  const read = (name: string) => topics.read(name, { config: topics.config(plainColumns) });

  it("is read as its Avro schema says: nested records, unions, logical types, decimals", async () => {
    await topics.broker.writeTyped(topics.topic("avro"), { type: "AVRO", definition: wide }, [
      {
        value: {
          id: 9007199254740993,
          ...{ paid: true, size: "L", price: "\u0000\u0085", at: { long: 1653473786000001 }, day: 1 },
          ...{ either: { string: "x" }, tags: ["a", "ä"], more: { k: 0.5 } },
          place: { "shop.Place": { zip: { string: "10115" } } },
        },
      },
      {
        value: {
          ...{ id: -1, paid: false, size: "S", price: "\u00ff", at: null, day: -1 },
          ...{ either: { long: 5 }, tags: [], more: {}, place: null },
        },
      },
    ]);
    expect(await fieldsOf("avro")).toEqual([
      nullable("id", long),
      nullable("paid", { kind: "boolean" }),
      nullable("size", text),
      nullable("price", { kind: "decimal", precision: 10, scale: 2 }),
      nullable("at", { kind: "timestamp", zoned: true }),
      nullable("day", { kind: "date" }),
      nullable("either", { kind: "json" }),
      nullable("tags", { kind: "array", of: text }),
      nullable("more", { kind: "object", fields: [] }),
      nullable("place", { kind: "object", fields: [nullable("zip", text)] }),
    ]);
    const { rows, changes } = await read("avro");
    expect(changes).toEqual([]);
    expect(rows).toEqual([
      {
        ...{ id: expect.anything() as unknown, paid: true, size: "L", price: "1.33" },
        ...{ at: "2022-05-25T10:16:26.000001Z", day: "1970-01-02", either: '"x"', tags: '["a","ä"]' },
        ...{ more: '{"k":0.5}', place: '{"zip":"10115"}' },
      },
      {
        ...{ id: -1, paid: false, size: "S", price: "-0.01", at: null, day: "1969-12-31" },
        ...{ either: "5", tags: "[]", more: "{}", place: null },
      },
    ]);
  });

  it("is read as its JSON schema says, which is described in Avro's words", async () => {
    const definition = record([
      { name: "id", type: "long" },
      { name: "note", type: orNull("string") },
      {
        name: "place",
        type: orNull({ type: "record", name: "P", fields: [{ name: "zip", type: "string" }] }),
      },
    ]);
    await topics.broker.writeTyped(topics.topic("json"), { type: "JSON", definition }, [
      { value: { id: 1, note: "ä", place: { zip: "10115" } } },
      { value: { id: 2, note: null, place: null } },
    ]);
    expect((await fieldsOf("json")).map(({ name, type }) => [name, type.kind])).toEqual([
      ["id", "integer"],
      ["note", "string"],
      ["place", "object"],
    ]);
    expect((await read("json")).rows).toEqual([
      { id: 1, note: "ä", place: '{"zip":"10115"}' },
      { id: 2, note: null, place: null },
    ]);
  });

  it.each(["INLINE", "SEPARATED"] as const)("of pairs (%s) has two columns", async (encoding) => {
    const value: SchemaToWrite = { type: "AVRO", definition: record([{ name: "id", type: "long" }]) };
    const key: SchemaToWrite = { type: "STRING" };
    await topics.broker.writeTyped(topics.topic("pairs"), { type: "KEY_VALUE", key, value, encoding }, [
      { value: { key: "a", value: { id: 1 } } },
      { value: { key: "ä", value: { id: 2 } } },
    ]);
    expect(await fieldsOf("pairs")).toEqual([
      nullable("key", text),
      nullable("value", { kind: "object", fields: [{ name: "id", type: long, nullable: false }] }),
    ]);
    expect((await read("pairs")).rows).toEqual([
      { key: "a", value: '{"id":1}' },
      { key: "ä", value: '{"id":2}' },
    ]);
  });

  it("of a primitive type has one column of that type", async () => {
    const cases: [Exclude<SchemaToWrite["type"], "AVRO" | "JSON" | "KEY_VALUE">, unknown, unknown][] = [
      ["STRING", "ä€😀", "ä€😀"],
      ["BOOLEAN", true, true],
      ["INT8", -5, -5],
      ["INT16", -500, -500],
      ["INT32", 70_000, 70_000],
      ["INT64", "9007199254740993", 9007199254740993n],
      ["FLOAT", 1.5, 1.5],
      ["DOUBLE", 0.1, 0.1],
      ["DATE", 1653473786001, "2022-05-25T10:16:26.001000Z"],
      ["TIMESTAMP", 1653473786001, "2022-05-25T10:16:26.001000Z"],
      ["TIME", 3_723_004, "01:02:03.004000"],
      ["INSTANT", "2022-05-25T10:16:26.000001999Z", "2022-05-25T10:16:26.000001Z"],
      ["LOCAL_DATE", "1969-12-31", "1969-12-31"],
      ["LOCAL_TIME", "01:02:03.000004", "01:02:03.000004"],
      ["LOCAL_DATE_TIME", "1969-12-31T23:59:59", "1969-12-31T23:59:59"],
    ];
    for (const [type, value, expected] of cases) {
      await topics.broker.writeTyped(topics.topic(type), { type }, [{ value }]);
      const [field] = await fieldsOf(type);
      const { rows, changes } = await read(type);
      expect([type, rows, changes]).toEqual([type, [{ value: expected }], []]);
      expect(field && faultOf(field.type, rows[0]?.value)).toBeNull();
    }
  });
});

describeWithPulsar("a topic whose schema has changed", () => {
  const topics = useTopics();
  const versions = [
    [{ name: "id", type: "int" }],
    [
      { name: "id", type: "long" },
      { name: "note", type: orNull("string"), default: null },
    ],
    [{ name: "note", type: orNull("string"), default: null }],
  ];

  it("has the fields of every version, and each message is read by its own", async () => {
    await topics.broker.admin(
      "PUT",
      `/namespaces/${topics.namespace}/schemaCompatibilityStrategy`,
      "ALWAYS_COMPATIBLE",
    );
    const values = [{ id: 1 }, { id: 2, note: { string: "two" } }, { note: { string: "three" } }];
    for (const [index, fields] of versions.entries())
      await topics.broker.writeTyped(topics.topic("orders"), { type: "AVRO", definition: record(fields) }, [
        { value: values[index] },
      ]);
    const config = topics.config(plainColumns);
    const { fields } = await topics.discover("orders", config);
    expect(fields).toEqual([nullable("note", text), nullable("id", long)]);
    expect((await topics.read("orders", { config })).rows).toEqual([
      { note: null, id: 1 },
      { note: "two", id: 2 },
      { note: "three", id: null },
    ]);
  });

  it("is read in mid-run by a version that was not there when the run was planned", async () => {
    const [, second = []] = versions;
    const write = (fields: object[], value: object) =>
      topics.broker.writeTyped(topics.topic("orders"), { type: "AVRO", definition: record(fields) }, [
        { value },
      ]);
    const config = topics.config(plainColumns);
    await topics.broker.admin(
      "PUT",
      `/namespaces/${topics.namespace}/schemaCompatibilityStrategy`,
      "ALWAYS_COMPATIBLE",
    );
    await write(second, { id: 1, note: null });
    const { streams } = await topics.plan("orders", "incremental", config);
    await write([{ name: "id", type: "string" }], { id: "none" });
    await write([{ name: "id", type: "string" }], { id: "12" });
    const { rows, changes } = await topics.read("orders", { config, feed: { id: "f", streams } });
    expect(rows.map(({ id }) => id)).toEqual([1, null, 12]);
    expect(changes).toEqual([
      {
        field: "id",
        change: "NULLED",
        reason: expect.stringMatching(/"none" is not of type integer/) as string,
      },
    ]);
  });
});
