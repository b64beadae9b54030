import avro from "avsc";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../errors";
import { createRecordDecoder } from "./decode";

const union = (type: unknown) => ["null", type];
const definition = {
  type: "record",
  name: "Row",
  fields: [
    { name: "id", type: "long" },
    { name: "name", type: union("string") },
    { name: "day", type: union({ type: "int", logicalType: "date" }) },
    { name: "at", type: union({ type: "long", logicalType: "timestamp-micros" }) },
    { name: "time", type: union({ type: "long", logicalType: "time-micros" }) },
    { name: "raw", type: union("bytes") },
    { name: "tags", type: union({ type: "array", items: union("string") }) },
    { name: "more", type: union({ type: "map", values: "string" }) },
    {
      name: "place",
      type: union({
        type: "record",
        name: "Place",
        fields: [{ name: "since", type: union({ type: "int", logicalType: "date" }) }],
      }),
    },
  ],
};
const longs = avro.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
  toBuffer: (value: bigint | number) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(value));
    return bytes;
  },
  fromJSON: BigInt,
  toJSON: String,
  isValid: (value: unknown) => typeof value === "bigint" || typeof value === "number",
  compare: () => 0,
});
const writer = avro.Type.forSchema(structuredClone(definition) as never, {
  wrapUnions: "never",
  registry: { long: longs },
});
const empty = {
  ...{ id: 1n, name: null, day: null, at: null, time: null },
  ...{ raw: null, tags: null, more: null, place: null },
};
const decode = (row: object) =>
  createRecordDecoder(JSON.stringify(definition)).decode(writer.toBuffer({ ...empty, ...row }));

describe("a decoder of records", () => {
  it("names the fields and their types", () => {
    expect(createRecordDecoder(JSON.stringify(definition)).fields.map(({ type }) => type)).toEqual([
      ...["long", "string", "date", "timestamp-micros", "time-micros"],
      ...["bytes", "array", "map", "record"],
    ]);
  });

  it("gives days, times and instants as texts, and whole numbers of any size exactly", () => {
    expect(
      decode({ id: 9007199254740993n, name: "ä", day: -1, at: -1, time: 3_723_000_004 }).slice(0, 5),
    ).toEqual(["9007199254740993", "ä", "1969-12-31", "1969-12-31T23:59:59.999999Z", "01:02:03.000004"]);
    expect(decode({ at: 1653473786000000 })[3]).toBe("2022-05-25T10:16:26.000000Z");
  });

  it("goes into arrays, maps and records", () => {
    const found = decode({
      raw: Buffer.from("ab"),
      tags: ["a", null],
      more: { k: "v" },
      place: { since: 0 },
    });
    expect(found.slice(5)).toEqual(["YWI=", ["a", null], { k: "v" }, { since: "1970-01-01" }]);
    expect(decode({}).slice(1)).toEqual(Array.from({ length: 8 }, () => null));
  });

  it.each(["no JSON", '"string"', '{"type":"record"}'])("refuses what is no record's: %s", (text) => {
    expect(() => createRecordDecoder(text)).toThrow(ConfigError);
  });
});
