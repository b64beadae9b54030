import { utf8Texts, type Column } from "./batch";
import { infiniteDays, infiniteMicros } from "./duckdb/parse";
import { dateText, daysTo2000, microsPerDay, timeText } from "./postgres/datetime";
import type { LogicalType, Value } from "./values";

/** Rows of columns, in the forms of values.ts. */
export function rowsOf(columns: Column[], types: LogicalType[], count: number): Value[][] {
  const values = columns.map((column, index) => valuesOf(column, types[index] ?? { kind: "string" }, count));
  return Array.from({ length: count }, (_, row) => values.map((column) => column[row] ?? null));
}

/** The first `count` values of a column, in the forms of values.ts; the array may be the column's own. */
export function valuesOf(column: Column, type: LogicalType, count: number): Value[] {
  switch (column.as) {
    case "text":
    case "bytes":
      return column.values;
    case "utf8":
      return utf8Texts(column, 0, count);
    case "bool":
      return each(column, (value: number) => value !== 0);
    case "int32":
    case "float64":
      return each(column, (value: number) => value);
    case "int64":
      return each(column, (value: bigint) => safe(value));
    case "decimal64":
      return each(column, (value: bigint) => decimalText(value, column.scale));
    case "date32":
      return each(column, dayText);
    case "time64":
      return each(column, (value: bigint) => timeText(Number(value)));
    case "micros64": {
      const zone = type.kind === "timestamp" && type.zoned ? "Z" : "";
      return each(column, (value: bigint) => instantText(value, zone));
    }
  }
}

function each<Element extends number | bigint>(
  { values, valid }: { values: ArrayLike<Element>; valid?: Uint8Array },
  toValue: (element: Element) => Value,
): Value[] {
  return Array.from(values, (element, row) => (valid?.[row] === 0 ? null : toValue(element)));
}

function safe(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function decimalText(unscaled: bigint, scale: number): string {
  if (scale === 0) return unscaled.toString();
  const sign = unscaled < 0n ? "-" : "";
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function dayText(days: number): string {
  if (Math.abs(days) === infiniteDays) return days < 0 ? "-infinity" : "infinity";
  return dateText(days - daysTo2000);
}

function instantText(micros: bigint, zone: string): string {
  if (micros === infiniteMicros) return "infinity";
  if (micros === -infiniteMicros) return "-infinity";
  const perDay = BigInt(microsPerDay);
  const rest = ((micros % perDay) + perDay) % perDay;
  return `${dayText(Number((micros - rest) / perDay))}T${timeText(Number(rest))}${zone}`;
}
