import type { IdentifierRules, LogicalKind, LogicalType } from "@/connectors/sdk";
import { isWireType, type WireType } from "@/connectors/sdk/postgres/wire-types";

export const identifiers: IdentifierRules = { maxBytes: 63, case: "keep", style: "postgres" };

/** The column type of each logical kind, for people. What a column really gets is `columnType`. */
export const nativeTypes: Record<LogicalKind, string> = {
  string: "varchar",
  boolean: "boolean",
  integer: "smallint, integer or bigint",
  number: "real or double precision",
  decimal: "numeric",
  date: "date",
  time: "time or timetz",
  timestamp: "timestamp or timestamptz",
  binary: "bytea",
  json: "jsonb",
  array: "jsonb",
  object: "jsonb",
  uuid: "uuid",
};

/** The type a column of this logical type is created with. */
export function columnType(type: LogicalType): WireType {
  switch (type.kind) {
    case "string":
      return "varchar";
    case "boolean":
      return "bool";
    case "integer":
      return type.bits === 16 ? "int2" : type.bits === 32 ? "int4" : "int8";
    case "number":
      return type.bits === 32 ? "float4" : "float8";
    case "decimal":
      return "numeric";
    case "date":
      return "date";
    case "time":
      return type.zoned ? "timetz" : "time";
    case "timestamp":
      return type.zoned ? "timestamptz" : "timestamp";
    case "binary":
      return "bytea";
    case "json":
    case "array":
    case "object":
      return "jsonb";
    case "uuid":
      return "uuid";
  }
}

const sqlNames: Partial<Record<WireType, string>> = {
  bool: "boolean",
  int2: "smallint",
  int4: "integer",
  int8: "bigint",
  float4: "real",
  float8: "double precision",
};

/** How SQL calls the type. */
export function sqlName(type: WireType): string {
  return sqlNames[type] ?? type;
}

const texts = new Set<string>(["text", "varchar", "bpchar"]);

/** Whether frames of type `native` may be copied into a column of type `column` byte by byte. */
export function framesFit(native: string | undefined, column: WireType): boolean {
  if (!isWireType(native)) return false;
  return native === column || (texts.has(native) && (column === "varchar" || column === "text"));
}

/** Existing column types that hold every value of a wanted type: they stay. Text holds anything but bytes. */
const holds: Partial<Record<WireType, WireType[]>> = {
  int2: ["int4", "int8", "numeric"],
  int4: ["int8", "numeric"],
  int8: ["numeric"],
  float4: ["float8"],
  varchar: ["text"],
  jsonb: ["json"],
};

/** Existing column types that can be widened to a wanted type without loss. */
const widens: Partial<Record<WireType, WireType[]>> = {
  int4: ["int2"],
  int8: ["int2", "int4"],
  numeric: ["int2", "int4", "int8"],
  float8: ["float4", "int2", "int4"],
  varchar: ["bpchar", "int2", "int4", "int8", "numeric", "uuid", "bool", "date"],
};

/**
 * What becomes of an existing column when values of type `wanted` come: its type from then on, and whether it must be
 * altered for that. `limited`: varchar(10), numeric(8,2) and the like. null: it cannot hold them without loss.
 */
export function meetType(
  existing: string,
  limited: boolean,
  wanted: WireType,
): { type: WireType; alter: boolean } | null {
  if (!isWireType(existing)) return null;
  const isText = existing === "text" || existing === "varchar";
  if (existing === wanted || holds[wanted]?.includes(existing) || (isText && wanted !== "bytea"))
    return { type: existing, alter: limited };
  return widens[wanted]?.includes(existing) ? { type: wanted, alter: true } : null;
}

/** Likewise for a column that Sluice fills by itself, always in the same form. */
export function meetOwnType(existing: string, wanted: WireType): { type: WireType; alter: boolean } | null {
  if (existing === wanted) return { type: wanted, alter: false };
  if (existing === "text" && wanted === "varchar") return { type: "text", alter: false };
  const widens = isWireType(existing) && (ownWidens[wanted]?.includes(existing) ?? false);
  return widens ? { type: wanted, alter: true } : null;
}

const ownWidens: Partial<Record<WireType, WireType[]>> = {
  varchar: ["bpchar", "uuid"],
  jsonb: ["json"],
  int8: ["int2", "int4"],
};
