import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, describeWithPostgres, type TestDatabase } from "@/tests/support/postgres";
import type { DigestForm } from "../digest";
import { digestText } from "../digest-text/text";
import type { LogicalType } from "../values";
import { digestSql } from "./digest-sql";
import type { WireType } from "./wire-types";

const cases: { type: LogicalType; form: DigestForm; wire: WireType; values: fc.Arbitrary<string> }[] = [
  {
    type: { kind: "number", bits: 64 },
    form: "float64",
    wire: "float8",
    values: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  },
  {
    type: { kind: "number", bits: 32 },
    form: "float32",
    wire: "float4",
    values: fc.float({ noNaN: true, noDefaultInfinity: true }).map(String),
  },
  {
    type: { kind: "decimal" },
    form: "decimal",
    wire: "numeric",
    values: fc
      .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.stringMatching(/^\d{0,12}$/))
      .map(([whole, fraction]) => (fraction ? `${whole}.${fraction}` : String(whole))),
  },
  {
    type: { kind: "json" },
    form: "json",
    wire: "jsonb",
    // PostgreSQL keeps no U+0000 in jsonb, and a lone surrogate is no text.
    values: fc
      .json({ stringUnit: "grapheme" })
      .filter((text) => !text.includes("\\u0000") && !text.includes("\\ud")),
  },
  {
    type: { kind: "string" },
    form: "text",
    wire: "text",
    values: fc.string({ unit: "grapheme" }).filter((text) => !text.includes("\0")),
  },
];

describeWithPostgres("the text that SQL gives of a value", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase("digest");
  });
  afterAll(() => database.drop());

  for (const { type, form, wire, values } of cases) {
    it(`is that of the value, for a thousand of ${wire}`, async () => {
      const sample = fc.sample(values, 1000);
      const rows = await database.query<{ value: string; text: string }>(
        `SELECT value, ${digestSql(form, { expression: `value::${wire}`, wire })} AS text FROM unnest($1::text[]) AS value`,
        [sample],
      );
      for (const { value, text } of rows)
        expect({ value, text: textOf(type, form, value) }).toEqual({ value, text });
      expect(rows).toHaveLength(1000);
    });
  }

  it.each([
    ["the last timestamp", "294276-12-31 23:59:59.999999"],
    ["the first of our era", "0001-01-01 00:00:00"],
    ["a microsecond before 1970", "1969-12-31 23:59:59.999999"],
    ["no timestamp at all", "-infinity"],
  ])("is that of the value, for %s", async (_what, value) => {
    const expression = { expression: `'${value}'::timestamp`, wire: "timestamp" as const };
    const [row] = await database.query<{ text: string }>(
      `SELECT ${digestSql("instant", expression)} AS text`,
    );
    const iso = value.replace(" ", "T");
    expect(row?.text).toBe(digestText("instant", iso));
  });
});

function textOf(type: LogicalType, form: DigestForm, value: string): string {
  return digestText(form, type.kind === "number" ? Number(value) : value);
}
