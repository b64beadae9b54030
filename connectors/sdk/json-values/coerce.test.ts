import { describe, expect, it } from "vitest";
import type { LogicalType, Value } from "../values";
import { coerceJson, coercerOf } from "./coerce";
import { Misfit } from "./misfit";

const types = {
  string: { kind: "string" },
  boolean: { kind: "boolean" },
  int16: { kind: "integer", bits: 16 },
  int32: { kind: "integer", bits: 32 },
  integer: { kind: "integer", bits: 64 },
  number: { kind: "number", bits: 64 },
  decimal: { kind: "decimal" },
  date: { kind: "date" },
  time: { kind: "time", zoned: false },
  timetz: { kind: "time", zoned: true },
  timestamp: { kind: "timestamp", zoned: false },
  timestamptz: { kind: "timestamp", zoned: true },
  binary: { kind: "binary" },
  uuid: { kind: "uuid" },
  json: { kind: "json" },
  object: { kind: "object", fields: [] },
  array: { kind: "array", of: { kind: "json" } },
} satisfies Record<string, LogicalType>;
type TypeName = keyof typeof types;

/** In every row: a JSON text, a type, and the value it becomes. */
const taken: [string, TypeName, Value][] = [
  ['"a\\u00e9\\n"', "string", "aé\n"],
  ["1.50", "string", "1.50"],
  ["12345678901234567890", "string", "12345678901234567890"],
  ["true", "string", "true"],
  ['{"b":1.10, "a":[]}', "string", '{"b":1.10, "a":[]}'],
  ["[1, 2]", "string", "[1, 2]"],
  ["false", "boolean", false],
  ["1", "integer", 1],
  ["-0", "integer", 0],
  ["1.0", "integer", 1],
  ["5e3", "integer", 5000],
  ["120e-1", "integer", 12],
  ['"42"', "integer", 42],
  ['"+007"', "integer", 7],
  ["9007199254740993", "integer", 9007199254740993n],
  ["9223372036854775807", "integer", 9223372036854775807n],
  ["-9223372036854775808", "integer", -9223372036854775808n],
  ["32767", "int16", 32767],
  ["-2147483648", "int32", -2147483648],
  ["0.1", "number", 0.1],
  ["1e300", "number", 1e300],
  ["100000000000000000000", "number", 1e20],
  ['"3.25"', "number", 3.25],
  ['"NaN"', "number", NaN],
  ['"-Infinity"', "number", -Infinity],
  ["1.50", "decimal", "1.50"],
  ["0.12345678901234567890123", "decimal", "0.12345678901234567890123"],
  ["1.5e3", "decimal", "1500"],
  ["-12.5E-3", "decimal", "-0.0125"],
  ['".5"', "decimal", "0.5"],
  ['"1."', "decimal", "1"],
  ['"2024-02-29"', "date", "2024-02-29"],
  ['"2024/2/9"', "date", "2024-02-09"],
  ['"2024 Feb 09"', "date", "2024-02-09"],
  ['"20240209"', "date", "2024-02-09"],
  ['"0044-03-15 BC"', "date", "-0043-03-15"],
  ['"+12345-01-01"', "date", "+12345-01-01"],
  ['"2024-02-09T00:00:00Z"', "date", "2024-02-09"],
  ['"infinity"', "date", "infinity"],
  ['"12:34"', "time", "12:34:00"],
  ['"12:34:56.789"', "time", "12:34:56.789"],
  ['"12:34:56+02:00"', "time", "12:34:56"],
  ['"12:34:56"', "timetz", "12:34:56Z"],
  ['"12:34:56-0830"', "timetz", "12:34:56-08:30"],
  ['"12:34:56 UTC"', "timetz", "12:34:56Z"],
  ['"2024-01-15T10:00:00"', "timestamp", "2024-01-15T10:00:00"],
  ['"2024-01-15 10:00"', "timestamp", "2024-01-15T10:00:00"],
  ['"2024-01-15"', "timestamp", "2024-01-15T00:00:00"],
  ['"2024-01-15T10:00:00+02:00"', "timestamp", "2024-01-15T10:00:00"],
  ['"2024-01-15T10:00:00"', "timestamptz", "2024-01-15T10:00:00Z"],
  ['"2024-01-01T00:30:00.123456+01"', "timestamptz", "2023-12-31T23:30:00.123456Z"],
  ['"9999-12-31T23:00:00-02:00"', "timestamptz", "+10000-01-01T01:00:00Z"],
  ['"0001-01-01T00:00:00+01:00 BC"', "timestamptz", "-0001-12-31T23:00:00Z"],
  ['"-infinity"', "timestamptz", "-infinity"],
  ['"aGk="', "binary", new Uint8Array([104, 105])],
  ['"38F52396-736D-4B23-B5B4-F504D8894B97"', "uuid", "38f52396-736d-4b23-b5b4-f504d8894b97"],
  ['"a\\"b"', "json", '"a\\"b"'],
  ["12345678901234567890.10", "json", "12345678901234567890.10"],
  ['{"b": 1, "b": 2}', "json", '{"b": 1, "b": 2}'],
  ["{ }", "object", "{ }"],
  ["[{}]", "array", "[{}]"],
];

/** A JSON text, a type it does not fit, what is left of it, and what the reason says. */
const misfits: [string, TypeName, Value, string][] = [
  ["1", "boolean", null, '"1" is not of type boolean'],
  ['"true"', "boolean", null, '"true" is not of type boolean'],
  ["1.5", "integer", null, '"1.5" is not of type integer'],
  ["true", "integer", null, '"true" is not of type integer'],
  ['"foo"', "integer", null, '"foo" is not of type integer'],
  ["9223372036854775808", "integer", null, '"9223372036854775808" is not of type integer'],
  ["1e30", "integer", null, '"1e30" is not of type integer'],
  ["32768", "int16", null, '"32768" is not of type integer'],
  ["{}", "number", null, '"{}" is not of type number'],
  ["1e400", "number", null, '"1e400" is not of type number'],
  ["9007199254740993", "number", 9007199254740992, "more digits than a number holds"],
  ["0.10000000000000000001", "number", 0.1, "more digits than a number holds"],
  ["1e999", "decimal", null, '"1e999" is not of type decimal'],
  ['"1,5"', "decimal", null, '"1,5" is not of type decimal'],
  ['"2023-02-29"', "date", null, '"2023-02-29" is not of type date'],
  ['"2024-13-01"', "date", null, "is not of type date"],
  ['"airbyte"', "date", null, "is not of type date"],
  ["20240209", "date", null, "is not of type date"],
  ['"2024-02-09T01:00:00Z"', "date", "2024-02-09", "is more than a date"],
  ['"25:00:00"', "time", null, "is not of type time"],
  ['"12:34:56.1234567"', "time", "12:34:56.123456", "finer than a microsecond"],
  ["1705312800", "timestamptz", null, "is not of type timestamp"],
  ['"2024-01-15T10:00:00.1234567Z"', "timestamptz", "2024-01-15T10:00:00.123456Z", "finer"],
  ['"2024-01-15T10:61:00Z"', "timestamptz", null, "is not of type timestamp"],
  ['"2024-01-15T10:00:00+25:00"', "timestamptz", null, "is not of type timestamp"],
  ['"not base64!"', "binary", null, "is not of type binary"],
  ['"38F52396"', "uuid", null, "is not of type uuid"],
  ["[]", "object", null, '"[]" is not of type object'],
  ["{}", "array", null, '"{}" is not of type array'],
  ['"[1]"', "array", null, "is not of type array"],
  ['"\\ud800x"', "string", "\uFFFDx", "half a surrogate pair"],
];

describe("a JSON value", () => {
  it.each(taken)("%s is taken as %s", (text, type, value) => {
    expect(coercerOf(types[type]).fromText(text)).toEqual(value);
  });

  it.each(misfits)("%s does not fit %s, and the reason says why", (text, type, left, reason) => {
    const result = coercerOf(types[type]).fromText(text);
    if (!(result instanceof Misfit)) throw new Error(`It was taken as ${String(result)}.`);
    expect(result.value).toEqual(left);
    expect(result.toChange("f")).toEqual({
      field: "f",
      change: left === null ? "NULLED" : "TRUNCATED",
      reason: expect.stringMatching(/^SOURCE_SERIALIZATION_ERROR: /) as string,
    });
    expect(result.reason).toContain(reason);
  });

  it("is null in every type where it is null or not there", () => {
    for (const type of Object.values(types)) {
      expect(coercerOf(type).fromText("null")).toBeNull();
      expect(coerceJson(null, type)).toBeNull();
      expect(coerceJson(undefined, type)).toBeNull();
    }
  });

  it("is found where it stands in a longer text", () => {
    expect(coercerOf(types.integer).fromText('{"a": 12, "b": 3}', 6, 8)).toBe(12);
  });

  it("is taken in JavaScript's form as well", () => {
    const cases: [unknown, TypeName, Value][] = [
      [1, "integer", 1],
      [1n, "integer", 1],
      [12345678901234567890n, "decimal", "12345678901234567890"],
      [1e21, "decimal", "1000000000000000000000"],
      [1.5, "string", "1.5"],
      [true, "boolean", true],
      [{ a: [1] }, "string", '{"a":[1]}'],
      [["x"], "array", '["x"]'],
      [{ a: 1 }, "json", '{"a":1}'],
      ["x", "json", '"x"'],
      [NaN, "number", NaN],
    ];
    for (const [value, type, expected] of cases) expect(coerceJson(value, types[type])).toEqual(expected);
    expect(coerceJson([], types.object)).toBeInstanceOf(Misfit);
    expect(coerceJson("x", types.number)).toMatchObject({ reason: expect.stringContaining('"x"') as string });
  });

  it("of enormous size is not repeated whole in the reason", () => {
    const result = coerceJson("x".repeat(100_000), types.date);
    expect(result).toBeInstanceOf(Misfit);
    expect((result as Misfit).reason.length).toBeLessThan(2200);
  });
});
