import { describe, expect, it } from "vitest";
import { ConfigError, type Change, type Field, type LogicalType } from "@/connectors/sdk";
import { createSplitter } from "../rows/splitter";
import { createJsonConverter } from "./convert";
import { createJsonInference } from "./infer";
import { ElementScanner, LineScanner } from "./scanner";
import { isObject, parseObject } from "./text";

const sound = { isDamaged: false };

describe("elements", () => {
  it.each<[string, string, string[]]>([
    ["an array", '[{"a":1}, {"b":[1,{"c":2}]}\n]', ['{"a":1}', '{"b":[1,{"c":2}]}']],
    ["an array over many lines", '[\n  {\n "a": 1\n }\n]\n', ['{\n "a": 1\n }']],
    ["an empty array", " [ ] ", []],
    ["one object", '{"a": {"b": 1}}', ['{"a": {"b": 1}}']],
    ["objects on lines", '{"a":1}\n{"a":2}\r\n', ['{"a":1}', '{"a":2}']],
    ["objects without anything between", '{"a":1}{"a":2}', ['{"a":1}', '{"a":2}']],
    ["JSON text sequences", '\u001e{"a":1}\n\u001e{"a":2}\n', ['{"a":1}', '{"a":2}']],
    [
      "brackets and escaped quotes in strings",
      '[{"a":"]}\\"}"},{"b":"\\\\"}]',
      ['{"a":"]}\\"}"}', '{"b":"\\\\"}'],
    ],
    ["scalars", '[1, "a,]", null, -2.5e3]', ["1", '"a,]"', "null", "-2.5e3"]],
    ["an array of arrays", "[[1],[2,[3]]]", ["[1]", "[2,[3]]"]],
  ])("of %s are found, wherever it is cut into pieces", (_what, text, elements) => {
    for (let size = 1; size <= text.length; size++) {
      expect(split(new ElementScanner(), inPieces(text, size))).toEqual(elements);
    }
  });

  it.each([
    ['[{"a":1}', /closing bracket/],
    ['[{"a":1},{"b":', /cut off/],
    ['[{"a":"never closed}]', /cut off/],
    ['{"a":1}}', /not JSON/],
    ['[{"a":1}] [2]', /not JSON/],
  ])("of %s are refused", (text, says) => {
    expect(() => split(new ElementScanner(), [text])).toThrow(says);
    expect(() => split(new ElementScanner(), inPieces(text, 1))).toThrow(ConfigError);
  });

  it("are given before the array ends, and leave nothing behind", () => {
    const splitter = createSplitter(new ElementScanner());
    expect(splitter.push('[{"a":1},{"a"')).toEqual(['{"a":1}']);
    expect(splitter.rest()).toBe('{"a"');
  });

  it("are found after a jump within the array, however much of it was seen before", () => {
    for (const seen of ["[", '[{"a":1},{"a"', '[{"a":1},{"a":2},{"a":3}] \n']) {
      const splitter = createSplitter(new ElementScanner());
      splitter.push(seen);
      splitter.jump(2);
      expect([...splitter.push(', {"a":3}] '), ...splitter.push("\n"), ...splitter.end()]).toEqual([
        '{"a":3}',
      ]);
    }
  });

  it("may be gone on with where nothing but the closing bracket is left", () => {
    const text = '[{"a":1},{"a":2}]\n';
    const splitter = createSplitter(new ElementScanner());
    splitter.push(text);
    const rest = splitter.rest();
    expect(text.endsWith(rest)).toBe(true);
    splitter.jump(2);
    expect([...splitter.push(rest), ...splitter.end()]).toEqual([]);
  });
});

it("takes lines for rows, without blank ones, wherever they are cut", () => {
  const text = '{"a":1}\r\n\n  \n{"a":2}\n{"a":3}';
  for (let size = 1; size <= text.length; size++) {
    expect(split(new LineScanner(), inPieces(text, size)).map((line) => line.trim())).toEqual([
      '{"a":1}',
      '{"a":2}',
      '{"a":3}',
    ]);
  }
});

describe("a member as it is written", () => {
  it("keeps digits, order, repeated keys and spaces", () => {
    const text =
      ' { "b" : {"2": 1.10, "1": 12345678901234567890, "1": 0} , "a\\u0062": [1 ,2], "c": "x\\"}" , "d":1e5,"d": 2.0}';
    const row = parseObject(text);
    if (!isObject(row)) throw new Error(row.why);
    expect(row.written("b")).toBe('{"2": 1.10, "1": 12345678901234567890, "1": 0}');
    expect(row.written("ab")).toBe("[1 ,2]");
    expect(row.written("c")).toBe('"x\\"}"');
    expect(row.written("d")).toBe("2.0");
  });

  it("is asked for wherever a double may have lost something", () => {
    const isRisky = (text: string, value: number) => {
      const row = parseObject(text);
      return isObject(row) && row.isRisky(value);
    };
    expect(isRisky('{"a": 123456789012345}', 123456789012345)).toBe(false);
    expect(isRisky('{"a": 0, "e-mail": "1e-999"}', 5)).toBe(false);
    for (let pad = 0; pad < 20; pad++) {
      expect(isRisky(`{"${"k".repeat(pad)}": 1.00000000000001}`, 1)).toBe(true);
      expect(isRisky(`{"${"k".repeat(pad)}": 1.0000000000001}`, 1)).toBe(false);
    }
    expect(isRisky('{"a": 1e400}', Infinity)).toBe(true);
    expect(isRisky('{"a": 1e-400}', 0)).toBe(true);
  });
});

describe("the fields of JSON rows", () => {
  it.each<[string, LogicalType["kind"]]>([
    ['{"a": 1}{"a": -2}', "integer"],
    ['{"a": 9223372036854775807}', "integer"],
    ['{"a": 9223372036854775808}', "decimal"],
    ['{"a": 1}{"a": 2.5}', "number"],
    ['{"a": 0.30000000000000004}', "number"],
    ['{"a": 0.1234567890123456789}{"a": 1e3}', "decimal"],
    ['{"a": 9007199254740993}{"a": 0.5}', "decimal"],
    ['{"a": 1e999}', "string"],
    ['{"a": "1"}', "string"],
    ['{"a": "2024-01-01"}{"a": null}', "date"],
    ['{"a": "2024-01-01T00:00:00Z"}', "timestamp"],
    ['{"a": true}{}', "boolean"],
    ['{"a": true}{"a": 1}', "string"],
    ['{"a": {"b": 1}}', "json"],
    ['{"a": []}{"a": "text"}', "json"],
    ['{"a": null}', "string"],
  ])("in %s are told by all their values", (text, kind) => {
    expect(infer(split(new ElementScanner(), [text]))).toEqual({ a: kind });
  });

  it("come in the order in which they first appear", () => {
    expect(Object.keys(infer(['{"b":1}', '{"a":1,"b":2}', '{"c":1}']))).toEqual(["b", "a", "c"]);
  });
});

describe("the values of JSON rows", () => {
  it("are exact in every type", () => {
    const row =
      '{"i": 9223372036854775807, "whole": 5.0, "d": 0.12345678901234567890123, "t": 1.50, "n": 0.1, "j": {"b": 1.10, "a": [12345678901234567890]}, "z": "2024-01-01T01:00:00+01:00", "minus": -0}';
    const types: Record<string, LogicalType> = {
      i: { kind: "integer", bits: 64 },
      whole: { kind: "integer", bits: 64 },
      d: { kind: "decimal" },
      t: { kind: "string" },
      n: { kind: "number", bits: 64 },
      j: { kind: "json" },
      z: { kind: "timestamp", zoned: true },
      minus: { kind: "integer", bits: 64 },
    };
    expect(convert([row], types)).toEqual({
      rows: [
        [
          9223372036854775807n,
          5,
          "0.12345678901234567890123",
          "1.50",
          0.1,
          '{"b": 1.10, "a": [12345678901234567890]}',
          "2024-01-01T00:00:00Z",
          0,
        ],
      ],
      changes: [[]],
    });
  });

  it("are null where the member is absent or null, also where every object inherits its name", () => {
    const jsonFields = (...names: string[]) =>
      Object.fromEntries(names.map((name): [string, LogicalType] => [name, { kind: "json" }]));
    expect(convert(['{"a": null}', '{"toString": 1}'], jsonFields("toString", "a")).rows).toEqual([
      [null, null],
      ["1", null],
    ]);
    expect(convert(['{"__proto__": {"x": 1}}', "{}"], jsonFields("__proto__")).rows).toEqual([
      ['{"x": 1}'],
      [null],
    ]);
  });

  it("are null where they do not fit, with what stood there", () => {
    const types: Record<string, LogicalType> = {
      i: { kind: "integer", bits: 64 },
      b: { kind: "boolean" },
      d: { kind: "date" },
    };
    const { rows, changes } = convert(
      ['{"i": 1.5, "b": 1, "d": {"y": 2024}}', '{"i": "12", "b": "true"}'],
      types,
    );
    expect(rows).toEqual([
      [null, null, null],
      [12, true, null],
    ]);
    expect(changes[0]?.map(({ field, reason }) => [field, reason])).toEqual([
      ["i", 'SOURCE_SERIALIZATION_ERROR: "1.5" is not of type integer'],
      ["b", 'SOURCE_SERIALIZATION_ERROR: "1" is not of type boolean'],
      ["d", 'SOURCE_SERIALIZATION_ERROR: "{\\"y\\": 2024}" is not of type date'],
    ]);
    expect(changes[1]).toEqual([]);
  });

  it("say where a double is not exact, and where half a surrogate pair stood", () => {
    const types: Record<string, LogicalType> = { n: { kind: "number", bits: 64 }, s: { kind: "string" } };
    const { rows, changes } = convert(
      ['{"n": 0.10000000000000000001, "s": "a\\ud800"}', '{"n": 0, "s": "😀"}'],
      types,
    );
    expect(rows).toEqual([
      [0.1, "a\uFFFD"],
      [0, "😀"],
    ]);
    expect(changes.map((list) => list.map(({ field, change }) => `${field} ${change}`))).toEqual([
      ["n TRUNCATED", "s TRUNCATED"],
      [],
    ]);
  });

  it("of a row that is no object are nulls, and its text is kept", () => {
    const rows = ['{"a": 1}', '{"a": ', "[1]"];
    expect(infer(rows)).toEqual({ a: "integer", _extra: "json" });
    const a: LogicalType = { kind: "integer", bits: 64 };
    expect(convert(rows, { a, _extra: { kind: "json" } })).toEqual({
      rows: [
        [1, null],
        [null, '"{\\"a\\": "'],
        [null, "[1]"],
      ],
      changes: [[], [], []],
    });
    const without = convert(rows, { a });
    expect(without.rows).toEqual([[1], [null], [null]]);
    expect(without.changes.map((list) => list.length)).toEqual([0, 1, 1]);
    expect(without.changes[2]?.[0]?.reason).toContain('"[1]"');
  });

  it("leave out members that were not chosen, and name them", () => {
    const converter = createJsonConverter([field("a", { kind: "json" })], sound);
    converter.convert('{"a": 1, "b": 2}', []);
    converter.convert('{"c": 1, "b": 2}', []);
    expect(converter.leftOut()).toEqual(["b", "c"]);
  });
});

function split(scanner: ElementScanner | LineScanner, pieces: string[]): string[] {
  const splitter = createSplitter(scanner);
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()];
}

function inPieces(text: string, size: number): string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, index) =>
    text.slice(index * size, (index + 1) * size),
  );
}

function infer(rows: string[]): Record<string, string> {
  const inference = createJsonInference();
  for (const row of rows) inference.add(row);
  return Object.fromEntries(inference.fields().map(({ name, type }) => [name, type.kind]));
}

function convert(rows: string[], types: Record<string, LogicalType>) {
  const fields = Object.entries(types).map(([name, type]) => field(name, type));
  const converter = createJsonConverter(fields, sound);
  const changes: Change[][] = rows.map(() => []);
  return { rows: rows.map((row, index) => converter.convert(row, changes[index] ?? [])), changes };
}

function field(name: string, type: LogicalType): Field {
  return { name, type, nullable: true };
}
