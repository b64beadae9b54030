import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Change, LogicalType, Value } from "../values";
import { ByteBuffer } from "./byte-buffer";
import { compileNullable, quickPut } from "./compile-value";
import { avroFormat } from "./record-format";
import { planRecord } from "./record-plan";

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.string({ unit: "grapheme-ascii", maxLength: 80 }),
);
const digits = fc.stringMatching(/^[+-]?\d{0,4}\.?\d{0,3}(?:e\d)?$/);
const instants = fc
  .date({ noInvalidDate: true, min: new Date("0001-01-01"), max: new Date("9999-12-31") })
  .map((date) => date.toISOString());
const odd = fc.constantFrom<Value>(
  "infinity",
  "-infinity",
  "NaN",
  "2026-02-30",
  "",
  "-",
  "0.",
  "-0",
  "00",
  -0,
  NaN,
);
const values: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double(),
  fc.bigInt(-(2n ** 70n), 2n ** 70n),
  fc.uint8Array({ maxLength: 5 }),
  ...[text, digits, odd, instants, instants.map((instant) => instant.slice(0, 10))],
);
const types: LogicalType[] = [
  { kind: "string" },
  { kind: "uuid" },
  { kind: "json" },
  { kind: "boolean" },
  { kind: "integer", bits: 64 },
  { kind: "number", bits: 64 },
  { kind: "decimal" },
  { kind: "date" },
  { kind: "timestamp", zoned: true },
];

describe("the quick way of a value", () => {
  it.each(types)("writes for $kind what the careful one writes, or nothing", (type) => {
    const { fields } = planRecord({
      ...{ name: "r", integers: "long", decimals: "string", additional: [] },
      columns: [{ name: "v", field: "v", index: 0, type, nullable: true }],
    });
    const node = fields[0]?.node ?? { as: "string" as const, type };
    const [quick, careful] = [quickPut(node, avroFormat), compileNullable(node, "v", avroFormat)];
    let taken = 0;
    fc.assert(
      fc.property(values, (value) => {
        const [one, other] = [new ByteBuffer(1), new ByteBuffer(1)];
        const changes: Change[] = [];
        careful(value, other, changes);
        if (!quick(value, one)) {
          expect(one.used).toBe(0);
          return;
        }
        taken++;
        expect(changes).toEqual([]);
        expect([...one.take()]).toEqual([...other.take()]);
      }),
      { numRuns: 1000 },
    );
    if (type.kind !== "json") expect(taken).toBeGreaterThan(0);
  });
});
