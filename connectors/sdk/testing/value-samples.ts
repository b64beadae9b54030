import type { LogicalType, Value } from "../values";

export interface ValueSample {
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

/** Values of every kind, in the forms of values.ts. */
export const valueSamples: ValueSample[] = [
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
  {
    type: { kind: "number", bits: 64 },
    values: [0.1, -1e300, 5e-324, 0, 100, 123456789012345680, 1.5e-7],
    same: numerically,
  },
  { type: { kind: "number", bits: 32 }, values: [0.1, 0.5, -3, 16777216], same: numerically },
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

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, child]) => [key, sorted(child)]),
  );
}
