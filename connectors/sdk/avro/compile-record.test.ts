import { describe, expect, it } from "vitest";
import type { Field, LogicalType, Value } from "../values";
import { ByteBuffer } from "./byte-buffer";
import { compileRaw } from "./compile-record";
import { rawDefinition } from "./definition";
import { avroFormat, jsonFormat } from "./record-format";
import { decodeAvro } from "./testing/decode";
import { facts, hold, jsonOf, roundTrip, rowId } from "./testing/rows";

const long: LogicalType = { kind: "integer", bits: 64 };
const field = (name: string, type: LogicalType): Field => ({ name, type, nullable: true });

describe("values of a record", () => {
  it.each<[LogicalType, Value, unknown]>([
    [{ kind: "string" }, "Grüße, 世界 🌍", "Grüße, 世界 🌍"],
    [{ kind: "string" }, "", ""],
    [{ kind: "string" }, "nul \0", "nul \0"],
    [{ kind: "string" }, "x".repeat(70_000), "x".repeat(70_000)],
    [{ kind: "boolean" }, false, false],
    [long, -1, -1],
    [long, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    [long, Number.MIN_SAFE_INTEGER, Number.MIN_SAFE_INTEGER],
    [long, 9_223_372_036_854_775_807n, 9_223_372_036_854_775_807n],
    [long, -9_223_372_036_854_775_808n, -9_223_372_036_854_775_808n],
    [{ kind: "number", bits: 64 }, -1e300, -1e300],
    [{ kind: "number", bits: 64 }, NaN, NaN],
    [{ kind: "decimal" }, "123456789012345678901234567890.12", "123456789012345678901234567890.12"],
    [{ kind: "date" }, "1969-12-31", -1],
    [{ kind: "date" }, "2022-05-25", 19_137],
    [{ kind: "time", zoned: false }, "23:59:59.999999", 86_399_999_999],
    [{ kind: "time", zoned: true }, "01:30:00+02:00", 84_600_000_000],
    [{ kind: "timestamp", zoned: true }, "2022-05-25T10:16:26Z", 1_653_473_786_000_000],
    [{ kind: "timestamp", zoned: false }, "1969-12-31T23:59:59.999999", -1],
    [{ kind: "json" }, '{"b":1.50,"a":null}', '{"b":1.50,"a":null}'],
    [{ kind: "array", of: long }, "[1,null,9007199254740993]", [1, null, 9_007_199_254_740_993n]],
    [{ kind: "array", of: long }, "[]", []],
    [{ kind: "array", of: { kind: "json" } }, '["a",1.50,{"b":[]},null]', ["a", "1.50", '{"b":[]}', null]],
    [{ kind: "string" }, null, null],
  ])("%j keeps %o", (type, value, wanted) => {
    expect(hold(type, value)).toEqual({ value: wanted, changes: [] });
  });

  it("keep bytes as bytes", () => {
    const { value } = hold({ kind: "binary" }, Uint8Array.of(0, 1, 255));
    expect([...(value as unknown as Uint8Array)]).toEqual([0, 1, 255]);
  });

  it.each<[LogicalType, Value]>([
    [long, 2n ** 70n],
    [long, 1.5],
    [long, "5"],
    [{ kind: "boolean" }, "true"],
    [{ kind: "number", bits: 64 }, "x"],
    [{ kind: "decimal" }, "one"],
    [{ kind: "date" }, "2026-02-30"],
    [{ kind: "date" }, "infinity"],
    [{ kind: "time", zoned: false }, "24:00:00"],
    [{ kind: "timestamp", zoned: true }, "-infinity"],
    [{ kind: "json" }, "{broken"],
    [{ kind: "array", of: long }, "{}"],
    [{ kind: "object", fields: [] }, "[]"],
    [{ kind: "binary" }, "text"],
  ])("%j turn %o into null, with a reason", (type, value) => {
    expect(hold(type, value)).toEqual({ value: null, changes: ["v NULLED"] });
  });

  it("that are half a surrogate pair are mended, with a reason", () => {
    expect(hold({ kind: "string" }, "a\ud800b")).toEqual({ value: "a\ufffdb", changes: ["v TRUNCATED"] });
  });

  it("beyond 32 bits become null where integers have no more", () => {
    expect(hold(long, 2_147_483_647, { integers: "int" })).toEqual({ value: 2_147_483_647, changes: [] });
    expect(hold(long, 2_147_483_648n, { integers: "int" })).toEqual({ value: null, changes: ["v NULLED"] });
  });

  it("with more digits than a double has are cut where decimals are doubles", () => {
    expect(hold({ kind: "decimal" }, "34", { decimals: "double" })).toEqual({ value: 34, changes: [] });
    expect(hold({ kind: "decimal" }, "0.12345678901234567890", { decimals: "double" })).toEqual({
      value: 0.12345678901234568,
      changes: ["v TRUNCATED"],
    });
  });
});

describe("nested objects", () => {
  const address: LogicalType = {
    kind: "object",
    fields: [field("city", { kind: "string" }), field("zip code", long), field("since", { kind: "date" })],
  };

  it("become records by their fields, exact, and what is not known of them is kept as text", () => {
    const text = '{"zip code":9007199254740993,"city":"Ulm","x":{"y":[1.50]},"z":"plain","n":null}';
    expect(hold(address, text)).toEqual({
      value: {
        city: "Ulm",
        zip_code: 9_007_199_254_740_993n,
        since: null,
        _airbyte_additional_properties: { x: '{"y":[1.50]}', z: "plain", n: "null" },
      },
      changes: [],
    });
  });

  it("lose a value that does not fit, with its path and reason, and nothing else", () => {
    const { record, changes } = roundTrip(
      [field("home", address), field("id", long)],
      ['{"city":"Ulm","zip code":"x"}', 7],
    );
    expect(record).toMatchObject({ home: { city: "Ulm", zip_code: null }, id: 7 });
    expect(changes).toEqual([
      { field: "home.zip code", change: "NULLED", reason: expect.stringContaining('"x"') as string },
    ]);
  });

  it("may stand in arrays, arrays in them, and keys come twice: the last one counts", () => {
    const of: LogicalType = {
      kind: "object",
      fields: [field("tags", { kind: "array", of: { kind: "string" } })],
    };
    expect(hold({ kind: "array", of }, '[{"tags":["a"],"tags":["b","c"]},null,{}]').value).toEqual([
      { tags: ["b", "c"], _airbyte_additional_properties: null },
      null,
      { tags: null, _airbyte_additional_properties: null },
    ]);
  });
});

describe("additional properties", () => {
  it("hold the fields that are asked for: texts as they are, everything else as JSON; absent where null", () => {
    const fields = [
      field("a", { kind: "json" }),
      field("b", { kind: "string" }),
      field("c", long),
      field("d", { kind: "json" }),
      field("e", { kind: "json" }),
    ];
    const { record } = roundTrip(fields, ['{"x":1}', "{", 3, null, '"text"'], {
      additional: ["a", "b", "c", "d", "e"],
    });
    expect(record._airbyte_additional_properties).toEqual({ a: '{"x":1}', b: "{", c: "3", e: "text" });
  });
});

describe("JSON records", () => {
  it("are plain JSON by the same schema: numbers exact, days and microseconds as numbers, bytes in base64", () => {
    const fields = [
      field("i", long),
      field("d", { kind: "date" }),
      field("b", { kind: "binary" }),
      field("n", { kind: "number", bits: 64 }),
      field("a", { kind: "array", of: long }),
      field("o", { kind: "object", fields: [field("x", long)] }),
      field("s", { kind: "string" }),
    ];
    const row = [
      9_007_199_254_740_993n,
      "1970-01-02",
      Uint8Array.of(255),
      Infinity,
      "[1,2]",
      '{"x":1,"y":"ü"}',
      'a"\n',
    ];
    expect(jsonOf(fields, row)).toBe(
      `{"_airbyte_ab_id":"${rowId}","_airbyte_emitted_at":${facts.emittedAtMs},"i":9007199254740993,"d":1,"b":"/w==","n":"Infinity",` +
        `"a":[1,2],"o":{"x":1,"_airbyte_additional_properties":{"y":"ü"}},"s":"a\\"\\n","_airbyte_additional_properties":null}`,
    );
  });
});

describe("raw records", () => {
  const stream = { name: "orders", fields: [field("id", long), field("doc", { kind: "json" })] };

  it.each([
    ["Avro", avroFormat, (bytes: Uint8Array) => decodeAvro(rawDefinition(), bytes)],
    ["JSON", jsonFormat, (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString()) as object],
  ] as const)("hold the row as one exact document, as %s", (_name, format, decode) => {
    const out = new ByteBuffer(8);
    compileRaw(stream, format)([9_007_199_254_740_993n, '{"a":1.50}'], facts, out, []);
    expect(decode(out.take())).toEqual({
      _airbyte_ab_id: rowId,
      _airbyte_stream: "orders",
      _airbyte_emitted_at: facts.emittedAtMs,
      _airbyte_data: '{"id":9007199254740993,"doc":{"a":1.50}}',
    });
  });

  it("leave out JSON that is none, with a reason", () => {
    const changes: unknown[] = [];
    const out = new ByteBuffer(8);
    compileRaw(stream, avroFormat)([1, "{broken"], facts, out, changes as never);
    expect(decodeAvro(rawDefinition(), out.take())._airbyte_data).toBe('{"id":1,"doc":null}');
    expect(changes).toMatchObject([{ field: "doc", change: "NULLED" }]);
  });
});
