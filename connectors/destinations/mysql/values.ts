import type { IdentifierRules, LogicalKind, LogicalType } from "@/connectors/sdk";

export const identifiers: IdentifierRules = {
  maxBytes: 64,
  case: "keep",
  foldsCase: true,
  style: "postgres",
};

/** The column type of each logical kind, for people. What a column really gets is `columnType`. */
export const nativeTypes: Record<LogicalKind, string> = {
  string: "longtext",
  boolean: "tinyint(1)",
  integer: "smallint, int or bigint",
  number: "double",
  decimal: "decimal",
  date: "date",
  time: "time(6), with zone varchar(32)",
  timestamp: "datetime(6), with zone in UTC",
  binary: "longblob",
  json: "json",
  array: "json",
  object: "json",
  uuid: "char(36)",
};

/** What a column holds, and so how values are written into it. */
export type Slot =
  | { as: "text"; maxLength?: number }
  | { as: "json" | "bool" | "double" | "date" | "time" | "datetime" | "binary" | "uuid" }
  | { as: "int"; bits: 16 | 32 | 64 }
  | { as: "decimal"; precision: number; scale: number };

/** MySQL's limits; MariaDB takes a scale of 38. */
const maxPrecision = 65;
const maxScale = 30;

/** The type a column of this logical type is created with. */
export function columnType(type: LogicalType): Slot {
  switch (type.kind) {
    case "string":
      return { as: "text" };
    case "boolean":
      return { as: "bool" };
    case "integer":
      return { as: "int", bits: type.bits };
    case "number":
      return { as: "double" };
    case "decimal":
      return decimalSlot(type.precision, type.scale);
    case "date":
      return { as: "date" };
    case "time":
      return type.zoned ? { as: "text", maxLength: 32 } : { as: "time" };
    case "timestamp":
      return { as: "datetime" };
    case "binary":
      return { as: "binary" };
    case "json":
    case "array":
    case "object":
      return { as: "json" };
    case "uuid":
      return { as: "uuid" };
  }
}

/** Without bounds, or with wider ones than there are: as much as there is on both sides of the point. */
function decimalSlot(precision?: number, scale?: number): Slot {
  if (precision === undefined || scale === undefined)
    return { as: "decimal", precision: maxPrecision, scale: maxScale };
  const kept = Math.min(scale, maxScale);
  return {
    as: "decimal",
    precision: Math.min(Math.max(precision - scale, 0) + kept, maxPrecision),
    scale: kept,
  };
}

/** How SQL calls the type. */
export function sqlType(slot: Slot): string {
  switch (slot.as) {
    case "text":
      return slot.maxLength ? `VARCHAR(${slot.maxLength})` : "LONGTEXT";
    case "json":
      return "JSON";
    case "bool":
      return "TINYINT(1)";
    case "int":
      return slot.bits === 16 ? "SMALLINT" : slot.bits === 32 ? "INT" : "BIGINT";
    case "double":
      return "DOUBLE";
    case "decimal":
      return `DECIMAL(${Math.max(slot.precision, 1)},${slot.scale})`;
    case "date":
      return "DATE";
    case "time":
      return "TIME(6)";
    case "datetime":
      return "DATETIME(6)";
    case "binary":
      return "LONGBLOB";
    case "uuid":
      return "CHAR(36) CHARACTER SET ascii COLLATE ascii_general_ci";
  }
}

/** A column as it stands in the server's catalog. */
export interface ExistingType {
  /** "varchar", "int", … */
  dataType: string;
  /** "int(10) unsigned", … */
  columnType: string;
  precision: number | null;
  scale: number | null;
  maxLength: number | null;
  /** Digits of a second's fraction. */
  fraction: number | null;
  isJson: boolean;
}

/** What becomes of an existing column: what it holds from then on, and whether it must be altered for that. */
export type Meeting = { slot: Slot; alter: boolean } | null;

const intBits: Record<string, 16 | 32 | 64> = { smallint: 16, mediumint: 16, int: 32, bigint: 64 };
const texts = new Set(["char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum", "set"]);
const blobs = new Set(["binary", "varbinary", "tinyblob", "blob", "mediumblob"]);

const keep = (slot: Slot): Meeting => ({ slot, alter: false });
const widen = (slot: Slot): Meeting => ({ slot, alter: true });

/** null: the column cannot hold such values without loss. */
export function meetType(existing: ExistingType, wanted: Slot): Meeting {
  const { dataType } = existing;
  if (existing.isJson || dataType === "json") return wanted.as === "json" ? keep(wanted) : null;
  if (texts.has(dataType)) return meetText(existing, wanted);
  switch (wanted.as) {
    case "bool":
      return dataType === "tinyint" || dataType in intBits ? keep(wanted) : null;
    case "int":
      return meetInteger(existing, wanted);
    case "double":
      if (dataType === "double") return keep(wanted);
      return ["float", "tinyint", "smallint", "mediumint", "int"].includes(dataType) ? widen(wanted) : null;
    case "decimal":
      return meetDecimal(existing, wanted);
    case "date":
      return dataType === "date" ? keep(wanted) : null;
    case "time":
      return dataType === "time" ? meetFraction(existing, wanted) : null;
    case "datetime":
      if (dataType === "timestamp") return widen(wanted);
      return dataType === "datetime" ? meetFraction(existing, wanted) : null;
    case "binary":
      if (dataType === "longblob") return keep(wanted);
      return blobs.has(dataType) ? widen(wanted) : null;
    case "text":
      return dataType in intBits || dataType === "decimal" || dataType === "date" || dataType === "uuid"
        ? widen({ as: "text" })
        : null;
    case "json":
    case "uuid":
      return null;
  }
}

/** Text holds anything but bytes, in its own form. */
function meetText({ dataType, maxLength }: ExistingType, wanted: Slot): Meeting {
  if (wanted.as === "binary") return null;
  if (dataType === "longtext") return keep({ as: "text" });
  const needed = wanted.as === "uuid" ? 36 : wanted.as === "text" ? wanted.maxLength : undefined;
  const isCharacters = dataType === "char" || dataType === "varchar";
  if (isCharacters && needed !== undefined && (maxLength ?? 0) >= needed)
    return keep(wanted.as === "uuid" ? wanted : { as: "text", maxLength: maxLength ?? needed });
  return widen({ as: "text" });
}

function meetInteger(
  { dataType, columnType, precision, scale }: ExistingType,
  wanted: { as: "int"; bits: 16 | 32 | 64 },
): Meeting {
  if (dataType === "decimal")
    return (precision ?? 0) - (scale ?? 0) >= 19
      ? keep({ as: "decimal", precision: precision ?? 0, scale: scale ?? 0 })
      : null;
  if (dataType === "tinyint") return widen(wanted);
  const bits = intBits[dataType];
  if (bits === undefined || /unsigned/.test(columnType)) return null;
  return bits >= wanted.bits ? keep({ as: "int", bits }) : widen(wanted);
}

function meetDecimal(
  existing: ExistingType,
  wanted: { as: "decimal"; precision: number; scale: number },
): Meeting {
  const { dataType } = existing;
  const isInteger = dataType in intBits || dataType === "tinyint";
  if (dataType !== "decimal" && !isInteger) return null;
  const there = isInteger
    ? { whole: dataType === "bigint" ? 20 : 10, scale: 0 }
    : { whole: (existing.precision ?? 0) - (existing.scale ?? 0), scale: existing.scale ?? 0 };
  const whole = Math.max(there.whole, wanted.precision - wanted.scale);
  const scale = Math.max(there.scale, wanted.scale);
  const isWide = whole + scale > maxPrecision;
  // Where both cannot be had, what is there is kept, and values that do not fit say so.
  const slot: Slot = isWide
    ? { as: "decimal", precision: there.whole + there.scale, scale: there.scale }
    : { as: "decimal", precision: whole + scale, scale };
  const isSame = !isInteger && slot.precision === existing.precision && slot.scale === existing.scale;
  if (isInteger && isWide)
    return widen({ as: "decimal", precision: maxPrecision, scale: maxPrecision - there.whole });
  return isSame ? keep(slot) : widen(slot);
}

function meetFraction({ fraction }: ExistingType, wanted: Slot): Meeting {
  return (fraction ?? 0) >= 6 ? keep(wanted) : widen(wanted);
}

const isLong = ({ as }: Slot) => as === "text" || as === "json" || as === "uuid";

/** A key's value as text: to be read, or `digested` so that it is short and tells values apart to the byte. */
export function keyText(column: string, slot: Slot, { digested = false } = {}): string {
  if (slot.as === "binary") return digested ? `SHA2(${column}, 256)` : `HEX(${column})`;
  // Of zero there are two, which are equal.
  const text = slot.as === "double" ? `CAST(${column} + 0E0 AS CHAR)` : asText(column);
  return digested && isLong(slot) ? `SHA2(${text}, 256)` : text;
}

/** A value of a column that holds `from` as a short text, as it would be in one that holds `to`. */
export function comparable(column: string, from: Slot, to: Slot): string {
  if (to.as === "binary") return `SHA2(${column}, 256)`;
  if (isLong(to)) return `SHA2(${asText(column)}, 256)`;
  const isSame = JSON.stringify(from) === JSON.stringify(to);
  return `CAST(${isSame ? column : converted(column, to)} AS CHAR)`;
}

function asText(column: string): string {
  return `CONVERT(${column} USING utf8mb4)`;
}

function converted(column: string, to: Slot): string {
  switch (to.as) {
    case "int":
    case "bool":
      return `CAST(${column} AS SIGNED)`;
    case "double":
      return `(${column} + 0E0)`;
    default:
      return `CAST(${column} AS ${sqlType(to)})`;
  }
}
