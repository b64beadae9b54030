import type { LogicalKind, LogicalType } from "@/connectors/sdk";

/** How a column's values are handed to DuckDB: its own types, of the fewest different layouts. */
export type Slot =
  | { type: "BOOLEAN" | "INTEGER" | "BIGINT" | "DOUBLE" | "DATE" | "TIME" | "TIMETZ" | "TIMESTAMP" }
  | { type: "TIMESTAMPTZ" | "UUID" | "VARCHAR" | "JSON" | "BLOB" }
  | { type: "DECIMAL"; precision: number; scale: number };

/** A column as DuckDB writes its type in its own catalogue, and the slot its values travel in. */
export interface DuckType {
  sql: string;
  slot: Slot;
}

/** DuckDB's decimals end at 38 digits. */
export const maxPrecision = 38;
/** For decimals whose source names no scale: 29 digits before the point and 9 after it, as Airbyte has it. */
export const defaultScale = 9;

/** DuckDB keeps decimals of 10 to 18 digits in 64 bits, longer ones in 128. */
export const minPrecision64 = 10;
export const maxPrecision64 = 18;

export const nativeTypes: Record<LogicalKind, string> = {
  string: "VARCHAR",
  boolean: "BOOLEAN",
  integer: "SMALLINT, INTEGER or BIGINT",
  number: "FLOAT or DOUBLE",
  decimal: "DECIMAL",
  date: "DATE",
  time: "TIME",
  timestamp: "TIMESTAMP",
  binary: "BLOB",
  json: "JSON",
  array: "JSON",
  object: "JSON",
  uuid: "UUID",
};

export function duckTypeOf(type: LogicalType): DuckType {
  switch (type.kind) {
    case "string":
      return { sql: "VARCHAR", slot: { type: "VARCHAR" } };
    case "boolean":
      return { sql: "BOOLEAN", slot: { type: "BOOLEAN" } };
    case "integer":
      if (type.bits === 64) return { sql: "BIGINT", slot: { type: "BIGINT" } };
      return { sql: type.bits === 16 ? "SMALLINT" : "INTEGER", slot: { type: "INTEGER" } };
    case "number":
      return { sql: type.bits === 32 ? "FLOAT" : "DOUBLE", slot: { type: "DOUBLE" } };
    case "decimal":
      return decimalType(type.precision, type.scale);
    case "date":
      return { sql: "DATE", slot: { type: "DATE" } };
    case "time":
      return type.zoned
        ? { sql: "TIME WITH TIME ZONE", slot: { type: "TIMETZ" } }
        : { sql: "TIME", slot: { type: "TIME" } };
    case "timestamp":
      return type.zoned
        ? { sql: "TIMESTAMP WITH TIME ZONE", slot: { type: "TIMESTAMPTZ" } }
        : { sql: "TIMESTAMP", slot: { type: "TIMESTAMP" } };
    case "binary":
      return { sql: "BLOB", slot: { type: "BLOB" } };
    case "json":
    case "array":
    case "object":
      return { sql: "JSON", slot: { type: "JSON" } };
    case "uuid":
      return { sql: "UUID", slot: { type: "UUID" } };
  }
}

function decimalType(wantedPrecision: number | undefined, wantedScale: number | undefined): DuckType {
  const { precision, scale } = decimalShape(wantedPrecision, wantedScale);
  return { sql: `DECIMAL(${precision},${scale})`, slot: { type: "DECIMAL", precision, scale } };
}

/** The nearest that DuckDB has: a scale below zero or above the precision, as PostgreSQL allows, widens the precision. */
function decimalShape(precision: number | undefined, scale: number | undefined) {
  if (precision === undefined)
    return { precision: maxPrecision, scale: Math.min(scale ?? defaultScale, maxPrecision) };
  const wanted = scale ?? 0;
  const widened = wanted < 0 ? precision - wanted : Math.max(precision, wanted);
  if (widened > maxPrecision)
    return { precision: maxPrecision, scale: Math.max(0, Math.min(wanted, defaultScale)) };
  return { precision: Math.max(widened, 1), scale: Math.max(wanted, 0) };
}
