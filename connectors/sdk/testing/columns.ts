import type { Column, ColumnsBatch } from "../batch";
import type { Field, LogicalType, Value } from "../values";

const dayMs = 86_400_000;
const maxDays = 2_147_483_647;
const maxMicros = 9_223_372_036_854_775_807n;

/** Rows as a batch of columns, by the table in batch.ts; dates outside the years 0000–9999 are not for it. */
export function columnsOf(fields: Field[], rows: Value[][]): ColumnsBatch {
  const columns = fields.map((field, index) =>
    columnOf(
      field.type,
      rows.map((row) => row[index] ?? null),
    ),
  );
  return { encoding: "columns", count: rows.length, columns, bytes: rows.length * fields.length * 8 };
}

function columnOf(type: LogicalType, values: Value[]): Column {
  const valid = Uint8Array.from(values, (value) => (value === null ? 0 : 1));
  switch (type.kind) {
    case "boolean":
      return { as: "bool", values: Uint8Array.from(values, (value) => (value ? 1 : 0)), valid };
    case "integer":
      return type.bits === 64
        ? {
            as: "int64",
            values: BigInt64Array.from(values, (value) => BigInt(value?.toString() ?? 0)),
            valid,
          }
        : { as: "int32", values: Int32Array.from(values, Number), valid };
    case "number":
      return { as: "float64", values: Float64Array.from(values, Number), valid };
    case "decimal":
      return decimalColumn(type, values, valid);
    case "date":
      return { as: "date32", values: Int32Array.from(values, daysOf), valid };
    case "timestamp":
      return { as: "micros64", values: BigInt64Array.from(values, microsOf), valid };
    case "time":
      return type.zoned
        ? { as: "text", values: values.map(textOf) }
        : { as: "time64", values: BigInt64Array.from(values, timeOf), valid };
    case "binary":
      return { as: "bytes", values: values.map((value) => (value instanceof Uint8Array ? value : null)) };
    case "string":
      return utf8Column(values.map(textOf), valid);
    default:
      return { as: "text", values: values.map(textOf) };
  }
}

/** Lone surrogates have no form there. */
function utf8Column(texts: (string | null)[], valid: Uint8Array): Column {
  if (!texts.every((text) => text?.isWellFormed() ?? true)) return { as: "text", values: texts };
  const offsets = new Int32Array(texts.length + 1);
  const parts = texts.map((text) => Buffer.from(text ?? "", "utf8"));
  for (const [row, part] of parts.entries()) offsets[row + 1] = (offsets[row] ?? 0) + part.length;
  return { as: "utf8", values: new Uint8Array(Buffer.concat(parts)), offsets, valid };
}

function decimalColumn(
  type: { precision?: number; scale?: number },
  values: Value[],
  valid: Uint8Array,
): Column {
  const { precision = 99, scale } = type;
  if (precision > 18 || scale === undefined) return { as: "text", values: values.map(textOf) };
  return {
    as: "decimal64",
    scale,
    values: BigInt64Array.from(values, (value) => unscaled(value, scale)),
    valid,
  };
}

function unscaled(value: Value, scale: number): bigint {
  const [whole = "0", fraction = ""] = String(value ?? "0").split(".");
  return BigInt(whole + fraction.padEnd(scale, "0").slice(0, scale));
}

function textOf(value: Value): string | null {
  return value === null ? null : String(value);
}

function daysOf(value: Value): number {
  if (value === "infinity") return maxDays;
  if (value === "-infinity") return -maxDays;
  return value === null ? 0 : Date.parse(`${String(value)}T00:00:00Z`) / dayMs;
}

function microsOf(value: Value): bigint {
  if (value === "infinity") return maxMicros;
  if (value === "-infinity") return -maxMicros;
  if (value === null) return 0n;
  const [date = "", time = ""] = String(value).replace(/Z$/, "").split("T");
  return BigInt(Date.parse(`${date}T00:00:00Z`)) * 1000n + timeOf(time);
}

function timeOf(value: Value): bigint {
  if (value === null) return 0n;
  const [hours = 0, minutes = 0, seconds = 0] = String(value).split(".")[0]?.split(":").map(Number) ?? [];
  const micros = (String(value).split(".")[1] ?? "").padEnd(6, "0");
  return BigInt((hours * 60 + minutes) * 60 + seconds) * 1_000_000n + BigInt(micros);
}
