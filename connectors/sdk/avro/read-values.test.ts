import avro from "avsc";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../errors";
import { Misfit } from "../json-values/misfit";
import { faultOf } from "../testing/values";
import type { Value } from "../values";
import { fieldsOfRecord } from "./logical-types";
import { readAvroSchema, type AvroRecord } from "./read-schema";
import { compileRecordReader, compileValueReader } from "./read-values";

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

/** The types that are written, whatever they stand for: the library's way to whole numbers of 64 bits is by the bare name. */
function bare(type: unknown): unknown {
  if (Array.isArray(type)) return type.map(bare);
  if (type === null || typeof type !== "object") return type;
  if ("logicalType" in type && "type" in type && type.type === "long") return "long";
  return Object.fromEntries(Object.entries(type).map(([key, part]) => [key, bare(part)]));
}

/** By another implementation than ours. */
function write(type: unknown, value: unknown): Buffer {
  const schema = avro.Type.forSchema(bare(type) as never, {
    registry: { long: longs },
    wrapUnions: "always",
  });
  return schema.toBuffer(value as never);
}

const roundTrip = (type: unknown, value: unknown) =>
  compileValueReader(readAvroSchema(JSON.stringify(type)))(write(type, value));
const long = (logicalType: string) => ({ type: "long", logicalType });
const decimal = (more: object) => ({ logicalType: "decimal", precision: 9, scale: 2, ...more });

describe("a value", () => {
  it.each([
    ["boolean", true, true],
    ["int", -64, -64],
    ["int", 2 ** 31 - 1, 2 ** 31 - 1],
    ["long", 0, 0],
    ["long", -1, -1],
    ["long", 300, 300],
    ["long", 2n ** 47n, 2 ** 47],
    ["long", -(2n ** 48n), -(2 ** 48)],
    ["long", 2n ** 53n - 1n, 2 ** 53 - 1],
    ["long", 2n ** 53n + 1n, 2n ** 53n + 1n],
    ["long", 2n ** 63n - 1n, 2n ** 63n - 1n],
    ["long", -(2n ** 63n), -(2n ** 63n)],
    ["float", 1.5, 1.5],
    ["double", 0.1, 0.1],
    ["double", NaN, NaN],
    ["string", "ä€😀", "ä€😀"],
    ["bytes", Buffer.from([1, 2]), new Uint8Array([1, 2])],
    [{ type: "fixed", name: "f", size: 2 }, Buffer.from([1, 2]), new Uint8Array([1, 2])],
    [{ type: "enum", name: "e", symbols: ["A", "B"] }, "B", "B"],
    [{ type: "int", logicalType: "date" }, -1, "1969-12-31"],
    [{ type: "int", logicalType: "time-millis" }, 3_723_004, "01:02:03.004000"],
    [long("time-micros"), 3_723_000_004, "01:02:03.000004"],
    [long("timestamp-millis"), -1, "1969-12-31T23:59:59.999000Z"],
    [long("timestamp-micros"), 1653473786000000n, "2022-05-25T10:16:26Z"],
    [long("timestamp-micros"), -1n, "1969-12-31T23:59:59.999999Z"],
    [long("timestamp-nanos"), 1653473786000000999n, "2022-05-25T10:16:26Z"],
    [long("local-timestamp-micros"), 1n, "1970-01-01T00:00:00.000001"],
    [
      { type: "string", logicalType: "uuid" },
      "D9630BC5-E238-4B7B-B2BB-23C856B22D78",
      "d9630bc5-e238-4b7b-b2bb-23c856b22d78",
    ],
    [decimal({ type: "bytes" }), Buffer.from([0xff, 0x85]), "-1.23"],
    [decimal({ type: "bytes", scale: 0 }), Buffer.from([]), "0"],
    [decimal({ type: "fixed", name: "d", size: 4 }), Buffer.from([0, 0, 0, 5]), "0.05"],
    [["null", "string"], null, null],
    [["null", "string"], { string: "x" }, "x"],
    [["string", "null", "long"], { long: 2n ** 60n }, String(2n ** 60n)],
    [["string", "null", "long"], { string: "x" }, '"x"'],
    [["int", "long"], { long: 5n }, 5],
    [{ type: "map", values: "int" }, { 'a"': 1 }, '{"a\\"":1}'],
    [
      { type: "array", items: ["null", decimal({ type: "bytes" })] },
      [null, { bytes: Buffer.from([1]) }],
      "[null,0.01]",
    ],
  ])("of %j: %o is %o", (type, value, expected) => {
    expect(roundTrip(type, value)).toEqual(expected);
  });

  it.each([
    [long("timestamp-millis"), 2n ** 62n, /is not of type timestamp/],
    [long("time-micros"), 86_400_000_000n, /is not of type time/],
    [{ type: "int", logicalType: "date" }, 2 ** 31 - 1, /is not of type date/],
    [{ type: "string", logicalType: "uuid" }, "none", /is not of type uuid/],
  ])("of %j that has no form is told with its reason", (type, value, reason) => {
    const found = roundTrip(type, value);
    expect(found).toBeInstanceOf(Misfit);
    expect(found).toMatchObject({ value: null, reason: expect.stringMatching(reason) as string });
  });

  it("of broken UTF-8 is mended, and says so", () => {
    const found = compileValueReader(readAvroSchema('"string"'))(Buffer.from([4, 0x61, 0xff]));
    expect(found).toMatchObject({ value: "a\uFFFD", reason: expect.stringMatching(/UTF-8/) as string });
    expect(roundTrip("string", "\uFFFD")).toBe("\uFFFD");
  });
});

const tree = {
  type: "record",
  name: "Tree",
  namespace: "a.b",
  fields: [
    { name: "id", type: "long" },
    { name: "at", type: ["null", long("timestamp-micros")] },
    {
      name: "place",
      type: {
        type: "record",
        name: "Place",
        fields: [{ name: "since", type: { type: "int", logicalType: "date" } }],
      },
    },
    { name: "other", type: ["null", "Place"] },
    { name: "children", type: { type: "array", items: "Tree" } },
    { name: "more", type: ["null", { type: "map", values: { type: "array", items: "bytes" } }] },
  ],
};
const leaf = { id: 2n ** 60n, at: null, place: { since: 0 }, other: null, children: [], more: null };
const whole = {
  ...leaf,
  at: { long: 1n },
  other: { "a.b.Place": { since: 1 } },
  children: [leaf],
  more: { map: { k: [Buffer.from("ab")] } },
};
const record = readAvroSchema(JSON.stringify(tree)) as AvroRecord;

describe("a record", () => {
  it("has fields by its schema, one that holds itself being JSON there", () => {
    const since = { name: "since", type: { kind: "date" }, nullable: false };
    expect(fieldsOfRecord(record)).toEqual([
      { name: "id", type: { kind: "integer", bits: 64 }, nullable: false },
      { name: "at", type: { kind: "timestamp", zoned: true }, nullable: true },
      { name: "place", type: { kind: "object", fields: [since] }, nullable: false },
      { name: "other", type: { kind: "object", fields: [since] }, nullable: true },
      { name: "children", type: { kind: "array", of: { kind: "json" } }, nullable: false },
      { name: "more", type: { kind: "object", fields: [] }, nullable: true },
    ]);
  });

  it("is read by the names that are wanted, in their order, whatever lies between", () => {
    const names = ["more", "nowhere", "children", "id", "place"];
    expect(compileRecordReader(record, names)(write(tree, whole))).toEqual([
      '{"k":["YWI="]}',
      null,
      `[{"id":${2n ** 60n},"at":null,"place":{"since":"1970-01-01"},"other":null,"children":[],"more":null}]`,
      2n ** 60n,
      '{"since":"1970-01-01"}',
    ]);
    expect(compileRecordReader(record, ["more"])(write(tree, whole))).toEqual(['{"k":["YWI="]}']);
  });

  it("gives values in the form of their types", () => {
    const fields = fieldsOfRecord(record);
    const row = compileRecordReader(
      record,
      fields.map(({ name }) => name),
    )(write(tree, whole)) as Value[];
    expect(fields.map(({ type }, index) => faultOf(type, row[index]))).toEqual(fields.map(() => null));
  });

  it("that is cut off anywhere, or has more behind it, throws", () => {
    const bytes = write(tree, whole);
    const read = compileRecordReader(record, ["id"]);
    for (let length = 0; length < bytes.length; length++)
      expect(() => read(bytes.subarray(0, length))).toThrow();
    expect(() => read(Buffer.concat([bytes, Buffer.from([0])]))).toThrow(/1 bytes are left/);
  });

  it("does not believe in numbers of items that cannot be there", () => {
    const read = compileValueReader(readAvroSchema('{"type":"array","items":"null"}'));
    expect(() => read(Buffer.from([0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f, 0]))).toThrow(
      /items are announced/,
    );
  });

  it("may have its arrays in blocks that tell their size", () => {
    const read = compileValueReader(readAvroSchema('{"type":"array","items":"int"}'));
    expect(read(Buffer.from([3, 4, 2, 4, 2, 6, 0]))).toBe("[1,2,3]");
  });
});

describe("a schema", () => {
  it.each(["no JSON", '"Nowhere"', '{"type":"record"}', "5", '{"type":"array"}'])(
    "that is none is refused: %s",
    (text) => {
      expect(() => readAvroSchema(text)).toThrow(ConfigError);
    },
  );

  it("with a logical type that is not known, or not on this type, is that of the type alone", () => {
    expect(roundTrip({ type: "string", logicalType: "date" }, "x")).toBe("x");
    expect(roundTrip(long("moon-phase"), 5)).toBe(5);
    expect(roundTrip({ type: "bytes", logicalType: "decimal" }, Buffer.from([1]))).toEqual(
      new Uint8Array([1]),
    );
  });
});
