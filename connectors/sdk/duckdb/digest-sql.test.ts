import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DigestForm, LogicalType } from "@/connectors/sdk";
import { digestText } from "../digest-text/text";
import { digestSql } from "./digest-sql";

const cases: { type: LogicalType; form: DigestForm; sql: string; values: fc.Arbitrary<string> }[] = [
  {
    type: { kind: "number", bits: 64 },
    form: "float64",
    sql: "DOUBLE",
    values: fc.double().map((value) => String(value).replace("Infinity", "inf")),
  },
  {
    type: { kind: "number", bits: 32 },
    form: "float32",
    sql: "FLOAT",
    values: fc.float({ noNaN: true, noDefaultInfinity: true }).map(String),
  },
  {
    type: { kind: "decimal" },
    form: "decimal",
    sql: "DECIMAL(38, 9)",
    values: fc
      .tuple(fc.bigInt({ min: -(10n ** 28n), max: 10n ** 28n }), fc.stringMatching(/^\d{0,9}$/))
      .map(([whole, fraction]) => (fraction ? `${whole}.${fraction}` : String(whole))),
  },
  {
    type: { kind: "timestamp", zoned: false },
    form: "instant",
    sql: "TIMESTAMP",
    values: fc
      .date({ min: new Date("0001-01-01"), max: new Date("9999-12-31"), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, -1)),
  },
];

describe("the text that DuckDB gives of a value", () => {
  for (const { type, form, sql, values } of cases) {
    it(`is that of the value, for a thousand of ${sql}`, async () => {
      const instance = await DuckDBInstance.create(":memory:");
      const connection = await instance.connect();
      const sample = fc.sample(values, 1000);
      const list = sample.map((value) => `'${value}'`).join(", ");
      const result = await connection.runAndReadAll(
        `SELECT ${digestSql(form, `value::${sql}`)} FROM unnest([${list}]) AS t(value)`,
      );
      const texts = result.getRows().map(([text]) => text);
      connection.closeSync();
      instance.closeSync();
      for (const [index, value] of sample.entries())
        expect({ value, text: texts[index] }).toEqual({ value, text: textOf(type, form, value) });
    });
  }
});

function textOf(type: LogicalType, form: DigestForm, value: string): string {
  return digestText(form, type.kind === "number" ? Number(value.replace("inf", "Infinity")) : value);
}
