import { describe, expect, it } from "vitest";
import { Misfit } from "../json-values/misfit";
import { compileJsonReader, compileJsonRecordReader } from "./read-json";
import { readAvroSchema, type AvroRecord } from "./read-schema";

const micros = { type: "long", logicalType: "timestamp-micros" };
const orNull = (type: unknown) => ["null", type];
const schema = {
  type: "record",
  name: "Row",
  fields: [
    { name: "id", type: "long" },
    { name: "at", type: orNull(micros) },
    { name: "day", type: orNull({ type: "int", logicalType: "date" }) },
    { name: "raw", type: orNull("bytes") },
    { name: "price", type: orNull({ type: "bytes", logicalType: "decimal", precision: 9, scale: 2 }) },
    {
      name: "place",
      type: orNull({
        type: "record",
        name: "Place",
        fields: [
          { name: "since", type: orNull(micros) },
          { name: "name", type: "string" },
        ],
      }),
    },
    { name: "times", type: orNull({ type: "array", items: orNull(micros) }) },
  ],
};
const record = readAvroSchema(JSON.stringify(schema)) as AvroRecord;
const names = schema.fields.map(({ name }) => name);
const read = (text: string) => compileJsonRecordReader(record, names)(text);

describe("a record that is written as JSON", () => {
  it("is read exactly, numbers for instants and days being what they stand for", () => {
    const text =
      ' {"more": 1, "id": 9007199254740993, "at": 1653473786000001, "day": 1, "raw": "YWI=", "price": 1.10,' +
      '"place": {"since": 1, "name": "x", "else": 1.10}, "times": [null, 2]}';
    expect(read(text)).toEqual([
      9007199254740993n,
      "2022-05-25T10:16:26.000001Z",
      "1970-01-02",
      new Uint8Array([97, 98]),
      "1.10",
      '{"since":"1970-01-01T00:00:00.000001Z","name":"x","else":1.10}',
      '[null,"1970-01-01T00:00:00.000002Z"]',
    ]);
  });

  it("may write instants as texts, and leave out what is null", () => {
    expect(read('{"id": 1, "at": "2026-01-31T00:00:00+01:00", "day": null}').slice(0, 3)).toEqual([
      1,
      "2026-01-30T23:00:00Z",
      null,
    ]);
  });

  it("says what does not fit", () => {
    const [id, at] = read('{"id": "x", "at": {"a": 1}}');
    expect([id, at]).toEqual([expect.any(Misfit), expect.any(Misfit)]);
  });

  it.each(["", "[1]", "1", "{", "plain"])("throws where it is no object: %s", (text) => {
    expect(() => read(text)).toThrow(/no JSON object/);
  });
});

describe("a value that is written as JSON", () => {
  it("is any value, and throws where it is none", () => {
    const reader = compileJsonReader(readAvroSchema('["null", "string"]'));
    expect([reader(' "ä" '), reader("null")]).toEqual(["ä", null]);
    expect(() => reader("ä")).toThrow(/no JSON/);
  });
});
