import { describe, expect, it } from "vitest";
import { metaColumns } from "../records";
import type { Field, LogicalType, Value } from "../values";
import { rowsBatch, type DestinationHarness, type DestinationSubject } from "./destination-harness";
import { checkpointOf } from "./plans";

interface Sample {
  type: LogicalType;
  values: Value[];
  /** Whether what was read back means the same. */
  same(text: string | null, value: Value): boolean;
}

const exact = (text: string | null, value: Value) => text === String(value);
const numerically = (text: string | null, value: Value) => Number(text) === Number(value);
const asJson = (text: string | null, value: Value) =>
  JSON.stringify(sorted(JSON.parse(text ?? "null"))) === JSON.stringify(sorted(JSON.parse(String(value))));
const asInstant = (text: string | null, value: Value) =>
  new Date(text ?? "").getTime() === new Date(String(value)).getTime();
const asLocal = (text: string | null, value: Value) =>
  (text ?? "").replace(" ", "T").startsWith(String(value));

const samples: Sample[] = [
  {
    type: { kind: "string" },
    values: ["", "plain", "Grüße, 世界 🌍", "tab\tnew\nline \\ 'single' \"double\"", "x".repeat(70_000)],
    same: exact,
  },
  {
    type: { kind: "boolean" },
    values: [true, false],
    same: (text, value) => /^t/i.test(text ?? "") === value,
  },
  { type: { kind: "integer", bits: 16 }, values: [0, 32_767, -32_768], same: exact },
  { type: { kind: "integer", bits: 32 }, values: [0, 2_147_483_647, -2_147_483_648], same: exact },
  {
    type: { kind: "integer", bits: 64 },
    values: [1, 9_223_372_036_854_775_807n, -9_223_372_036_854_775_808n],
    same: exact,
  },
  { type: { kind: "number", bits: 64 }, values: [0.1, -1e300, 5e-324], same: numerically },
  {
    type: { kind: "decimal", precision: 12, scale: 2 },
    values: ["0.00", "9999999999.99", "-0.01"],
    same: numerically,
  },
  { type: { kind: "date" }, values: ["2026-02-28", "1970-01-01", "1582-10-15", "9999-12-31"], same: exact },
  {
    type: { kind: "time", zoned: false },
    values: ["00:00:00", "23:59:59.999999"],
    same: (text, value) => (text ?? "").startsWith(String(value)),
  },
  {
    type: { kind: "timestamp", zoned: false },
    values: ["2026-02-28T12:34:56.789012", "1969-12-31T23:59:59"],
    same: asLocal,
  },
  {
    type: { kind: "timestamp", zoned: true },
    values: ["2026-02-28T12:34:56.789Z", "1900-01-01T00:00:00Z"],
    same: asInstant,
  },
  { type: { kind: "json" }, values: ['{"a":[1,null,"x"]}', "[]", "12"], same: asJson },
  { type: { kind: "array", of: { kind: "string" } }, values: ['["a","b"]', "[]"], same: asJson },
  { type: { kind: "object", fields: [] }, values: ['{"street":"Am Markt 1"}'], same: asJson },
  { type: { kind: "uuid" }, values: ["123e4567-e89b-42d3-a456-426614174000"], same: exact },
];

const misfits: { type: LogicalType; value: Value }[] = [
  { type: { kind: "integer", bits: 64 }, value: 2n ** 70n },
  { type: { kind: "date" }, value: "not a date" },
  { type: { kind: "json" }, value: "{broken" },
];

/** Values arrive as they left; what does not fit becomes null, with a reason in the row. */
export function describeValues<Config>(
  subject: DestinationSubject<Config>,
  current: () => DestinationHarness<Config>,
): void {
  describe("values", () => {
    for (const { type, values, same } of samples) {
      it(`keep ${JSON.stringify(type)} as it was, and null as null`, async () => {
        const rows = await writeColumn(current(), type, [...values, null]);
        for (const [index, value] of values.entries()) {
          expect({ value, text: rows[index]?.v, same: same(rows[index]?.v ?? null, value) }).toMatchObject({
            same: true,
          });
        }
        expect(rows[values.length]?.v ?? null).toBeNull();
      });
    }

    for (const { type, value } of misfits) {
      if (subject.cannot?.types) continue;
      it(`become null with a reason where they do not fit: ${type.kind} ${String(value)}`, async () => {
        const [row] = await writeColumn(current(), type, [value], 1);
        expect(row?.v).toBeNull();
        const meta = JSON.parse(row?.[metaColumns.meta] ?? "{}") as {
          changes: { field: string; change: string }[];
        };
        expect(meta.changes).toMatchObject([{ field: "v", change: "NULLED" }]);
      });
    }

    it("never lose a row for a character the destination cannot keep", async () => {
      const rows = await writeColumn(current(), { kind: "string" }, ["nul \0 byte", "lone \ud800 surrogate"]);
      expect(rows).toHaveLength(2);
    });
  });
}

async function writeColumn<Config>(
  harness: DestinationHarness<Config>,
  type: LogicalType,
  values: Value[],
  changed?: number,
): Promise<Record<string, string | null>[]> {
  const fields: Field[] = [
    { name: "id", type: { kind: "integer", bits: 64 }, nullable: false },
    { name: "v", type, nullable: true },
  ];
  const plan = harness.plan({ fields });
  const feed = harness.feed(plan);
  const writer = await harness.open(feed);
  await writer.checkpoint();
  const result = await writer.write(0, rowsBatch(values.map((value, index) => [index, value])));
  if (changed !== undefined) expect(result.changed).toBe(changed);
  await writer.commit(checkpointOf(feed, 1, values.length, true));
  await writer.close();
  await harness.finish(plan);
  const rows = (await harness.place.readRows(plan.table)) ?? [];
  return rows.sort((left, right) => Number(left.id) - Number(right.id));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, child]) => [key, sorted(child)]),
  );
}
