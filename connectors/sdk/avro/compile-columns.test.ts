import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Column } from "../batch";
import { rowsOf } from "../column-values";
import type { Change, Field, LogicalType } from "../values";
import { ByteBuffer } from "./byte-buffer";
import { ColumnValues, compileColumns } from "./compile-columns";
import { compileRecord } from "./compile-record";
import { quickColumn } from "./quick-columns";
import { avroFormat } from "./record-format";
import type { RecordOptions } from "./record-plan";
import { facts, recordFor } from "./testing/rows";

const count = 20;
const day = 86_400_000_000n;
const listOf = <Item>(item: fc.Arbitrary<Item>) => fc.array(item, { minLength: count, maxLength: count });
const valid = fc.option(
  listOf(fc.constantFrom(0, 1)).map((bits) => Uint8Array.from(bits)),
  { nil: undefined },
);
const textOrNull = (text: fc.Arbitrary<string>) => listOf(fc.option(text));
const wellFormed = fc.oneof(
  fc.string({ unit: "grapheme-ascii", maxLength: 300 }),
  fc.string({ unit: "binary", maxLength: 80 }).map((text) => text.toWellFormed()),
);

/** Of 64 bits, around every place where the way of writing changes. */
const wide = fc.oneof(
  fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  fc
    .tuple(fc.constantFrom(0n, 6n, 20n, 29n, 31n, 32n, 51n, 52n, 53n, 62n), fc.bigInt(-3n, 3n), fc.boolean())
    .map(([power, more, isNegative]) => (isNegative ? -(2n ** power) : 2n ** power) + more),
);
const micros = fc.oneof(
  wide,
  fc.bigInt(-62_167_219_200_000_000n, 253_402_300_799_999_999n),
  fc.constantFrom(2n ** 63n - 1n, 1n - 2n ** 63n, -62_167_219_200_000_000n, 253_402_300_800_000_000n),
);
const days = fc.oneof(
  fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 }),
  fc.integer({ min: -719_530, max: 2_932_900 }),
  fc.constantFrom(2_147_483_647, -2_147_483_647, -719_528, -719_529, 2_932_896, 2_932_897),
);

function typed(as: "int64" | "time64" | "micros64", element: fc.Arbitrary<bigint>): fc.Arbitrary<Column> {
  return fc
    .tuple(listOf(element), valid)
    .map(([values, bits]) => ({ as, values: BigInt64Array.from(values), ...(bits ? { valid: bits } : {}) }));
}

function texts(text: fc.Arbitrary<string>): fc.Arbitrary<Column> {
  return textOrNull(text).map((values) => ({ as: "text", values }));
}

/** In memory that begins and ends in the midst of other bytes. */
function utf8(text: fc.Arbitrary<string>): fc.Arbitrary<Column> {
  return fc.tuple(listOf(text), valid).map(([values, bits]) => {
    const parts = values.map((value) => Buffer.from(value));
    const offsets = Int32Array.from({ length: count + 1 });
    for (const [row, part] of parts.entries()) offsets[row + 1] = (offsets[row] ?? 0) + part.length;
    const whole = Uint8Array.from(Buffer.concat([Buffer.from("before"), ...parts]));
    return { as: "utf8", values: whole.subarray(6), offsets, ...(bits ? { valid: bits } : {}) };
  });
}

const json = fc.oneof(
  fc.json(),
  fc.constantFrom('{"a":1,"x":[1.50]}', "[1,null,9007199254740993]", "{broken", ""),
);
const digits = fc.oneof(
  fc.bigInt(-(2n ** 70n), 2n ** 70n).map(String),
  fc.constantFrom("NaN", "Infinity", "1.5", "-0.50"),
);
const forms: [LogicalType, fc.Arbitrary<Column>][] = [
  [{ kind: "string" }, utf8(wellFormed)],
  [{ kind: "string" }, texts(fc.string({ unit: "binary", maxLength: 80 }))],
  [{ kind: "uuid" }, utf8(fc.uuid())],
  [
    { kind: "boolean" },
    fc.tuple(listOf(fc.constantFrom(0, 1)), valid).map(([values, bits]) => ({
      as: "bool",
      values: Uint8Array.from(values),
      ...(bits ? { valid: bits } : {}),
    })),
  ],
  [
    { kind: "integer", bits: 32 },
    fc.tuple(listOf(fc.integer()), valid).map(([values, bits]) => ({
      as: "int32",
      values: Int32Array.from(values),
      ...(bits ? { valid: bits } : {}),
    })),
  ],
  [{ kind: "integer", bits: 64 }, typed("int64", wide)],
  [
    { kind: "number", bits: 64 },
    fc.tuple(listOf(fc.double()), valid).map(([values, bits]) => ({
      as: "float64",
      values: Float64Array.from(values),
      ...(bits ? { valid: bits } : {}),
    })),
  ],
  [
    { kind: "decimal", precision: 18, scale: 2 },
    fc.tuple(listOf(wide), valid, fc.integer({ min: 0, max: 18 })).map(([values, bits, scale]) => ({
      as: "decimal64",
      scale,
      values: BigInt64Array.from(values),
      ...(bits ? { valid: bits } : {}),
    })),
  ],
  [{ kind: "decimal" }, texts(digits)],
  [{ kind: "decimal" }, utf8(digits)],
  [
    { kind: "date" },
    fc.tuple(listOf(days), valid).map(([values, bits]) => ({
      as: "date32",
      values: Int32Array.from(values),
      ...(bits ? { valid: bits } : {}),
    })),
  ],
  [
    { kind: "time", zoned: false },
    typed("time64", fc.oneof(fc.bigInt(0n, day), fc.constantFrom(day, day - 1n))),
  ],
  [{ kind: "time", zoned: true }, texts(fc.constantFrom("10:00:00+02:00", "23:59:59.5Z", "25:00:00Z"))],
  [{ kind: "timestamp", zoned: true }, typed("micros64", micros)],
  [{ kind: "timestamp", zoned: false }, typed("micros64", micros)],
  [
    { kind: "binary" },
    listOf(fc.option(fc.uint8Array({ maxLength: 300 }))).map((values) => ({ as: "bytes", values })),
  ],
  [{ kind: "json" }, texts(json)],
  [{ kind: "json" }, utf8(json)],
  [{ kind: "array", of: { kind: "integer", bits: 64 } }, utf8(json)],
  [
    { kind: "object", fields: [{ name: "a", type: { kind: "integer", bits: 64 }, nullable: true }] },
    utf8(json),
  ],
];
const options: Partial<RecordOptions>[] = [
  {},
  { integers: "int", decimals: "double" },
  { additional: ["v"] },
];
const id: Field = { name: "id", type: { kind: "integer", bits: 32 }, nullable: false };

describe("records out of columns", () => {
  it.each(forms)("are to the last bit those of the same rows, changes included: %j", (type, column) => {
    const fields: Field[] = [id, { name: "v", type, nullable: true }];
    fc.assert(
      fc.property(column, fc.constantFrom(...options), (given, more) => {
        const ids = { as: "int32" as const, values: Int32Array.from({ length: count }, (_, row) => row) };
        const columns: Column[] = [ids, given];
        const record = recordFor(fields, more);
        const fromRows = compileRecord(record, avroFormat);
        const batch = { encoding: "columns" as const, count, columns, bytes: 0 };
        const fromColumns = compileColumns(record)(new ColumnValues(batch, fields));
        const rows = rowsOf(columns, [id.type, type], count);
        for (const [row, values] of rows.entries()) {
          const [one, other] = [new ByteBuffer(1), new ByteBuffer(1)];
          const [changes, wanted]: [Change[], Change[]] = [[], []];
          fromColumns(row, facts, one, changes);
          fromRows(values, facts, other, wanted);
          expect(changes).toEqual(wanted);
          expect(one.take().toString("hex")).toBe(other.take().toString("hex"));
        }
      }),
      { numRuns: 200 },
    );
  });

  it("leave out no form that has a quick way, for values as they usually are", () => {
    const usual: [Column, Parameters<typeof quickColumn>[1], LogicalType][] = [
      [{ as: "bool", values: Uint8Array.of(1) }, "boolean", { kind: "boolean" }],
      [{ as: "int32", values: Int32Array.of(-5) }, "long", { kind: "integer", bits: 32 }],
      [{ as: "int64", values: BigInt64Array.of(2n ** 62n) }, "long", { kind: "integer", bits: 64 }],
      [{ as: "int64", values: BigInt64Array.of(-7n) }, "int", { kind: "integer", bits: 64 }],
      [{ as: "float64", values: Float64Array.of(0.1) }, "double", { kind: "number", bits: 64 }],
      [{ as: "decimal64", values: BigInt64Array.of(-1050n), scale: 2 }, "string", { kind: "decimal" }],
      [{ as: "date32", values: Int32Array.of(20_000) }, "date", { kind: "date" }],
      [{ as: "time64", values: BigInt64Array.of(1n) }, "time-micros", { kind: "time", zoned: false }],
      [
        { as: "micros64", values: BigInt64Array.of(-1n) },
        "timestamp-micros",
        { kind: "timestamp", zoned: true },
      ],
      [
        { as: "utf8", values: Uint8Array.of(0xc3, 0xbc), offsets: Int32Array.of(0, 2) },
        "string",
        { kind: "string" },
      ],
    ];
    for (const [column, as, type] of usual) {
      const out = new ByteBuffer(1);
      expect([column.as, quickColumn(column, as, type)?.(0, out)]).toEqual([column.as, true]);
      expect(out.used).toBeGreaterThan(1);
    }
  });
});
