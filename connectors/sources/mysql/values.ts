import type { LogicalType } from "@/connectors/sdk";
import type { WireType } from "@/connectors/sdk/postgres/wire-types";

/** What information_schema says of a column. */
export interface ColumnFacts {
  name: string;
  /** "varchar", "int", … */
  dataType: string;
  /** "int(10) unsigned", "tinyint(1)", … */
  columnType: string;
  precision: number | null;
  scale: number | null;
  maxLength: number | null;
  charset: string | null;
  collation: string | null;
  nullable: boolean;
  /** MariaDB has no type for JSON: a longtext with a check takes its place. */
  isJson: boolean;
}

/** How values of a column are read. */
export interface Mapping {
  type: LogicalType;
  /** The form that the text from the server is turned into; the forms are those of PostgreSQL's binary COPY. */
  wire: WireType;
  /** The SQL that gives the text, from a quoted column. */
  expression(column: string): string;
  /** How it compares with a text of itself; null where it cannot be a cursor, or order a key. */
  order: OrderKind | null;
}

/**
 * How values are compared in SQL, and written in a position.
 *
 * - number: as digits.
 * - moment: as a text that the server takes for a date or a time.
 * - text: as a text in the column's own character set and collation (keys), or by bytes in UTF-8 (cursors).
 * - bytes: in hexadecimal.
 */
export type OrderKind = "number" | "moment" | "text" | "bytes";

const asIs = (column: string) => column;
/** The server prints a float with six digits; as a double it prints all of them, and -0 as 0. */
const asDouble = (column: string) => `(${column} + 0e0)`;
const asNumber = (column: string) => `(${column} + 0)`;
const asWkt = (column: string) => `ST_AsText(${column})`;
const asText = (column: string) => `CAST(${column} AS CHAR)`;

type Plain = Pick<Mapping, "type" | "wire"> & Partial<Mapping>;

const string: LogicalType = { kind: "string" };
const integer = (bits: 16 | 32 | 64): Plain => ({
  type: { kind: "integer", bits },
  wire: bits === 16 ? "int2" : bits === 32 ? "int4" : "int8",
  order: "number",
});
const bigUnsigned: Plain = {
  type: { kind: "decimal", precision: 20, scale: 0 },
  wire: "numeric",
  order: "number",
};
const text = ({ maxLength, dataType }: ColumnFacts): Plain => ({
  type: dataType.endsWith("char") && maxLength ? { kind: "string", maxLength } : string,
  wire: "text",
  order: "text",
});
const bytes: Plain = { type: { kind: "binary" }, wire: "bytea", order: "bytes" };
const wkt: Plain = { type: string, wire: "text", expression: asWkt };
const boolean: Plain = { type: { kind: "boolean" }, wire: "bool" };

/** The signed form of an integer type, and what holds its unsigned one. */
const integers: Record<string, { signed: Plain; unsigned: Plain }> = {
  tinyint: { signed: integer(16), unsigned: integer(16) },
  smallint: { signed: integer(16), unsigned: integer(32) },
  mediumint: { signed: integer(32), unsigned: integer(32) },
  int: { signed: integer(32), unsigned: integer(64) },
  bigint: { signed: integer(64), unsigned: bigUnsigned },
};

const others: Record<string, (facts: ColumnFacts) => Plain> = {
  bit: ({ precision }) => bits(precision ?? 1),
  year: () => integer(16),
  decimal: ({ precision, scale }) => ({
    type: { kind: "decimal", precision: precision ?? 10, scale: scale ?? 0 },
    wire: "numeric",
    order: "number",
  }),
  float: () => ({
    type: { kind: "number", bits: 32 },
    wire: "float4",
    expression: asDouble,
    order: "number",
  }),
  double: () => ({
    type: { kind: "number", bits: 64 },
    wire: "float8",
    expression: asDouble,
    order: "number",
  }),
  date: () => ({ type: { kind: "date" }, wire: "date", order: "moment" }),
  time: () => ({ type: { kind: "time", zoned: false }, wire: "time" }),
  datetime: () => ({ type: { kind: "timestamp", zoned: false }, wire: "timestamp", order: "moment" }),
  timestamp: () => ({ type: { kind: "timestamp", zoned: true }, wire: "timestamptz", order: "moment" }),
  char: text,
  varchar: text,
  tinytext: text,
  text,
  mediumtext: text,
  longtext: (facts) => (facts.isJson ? { type: { kind: "json" }, wire: "json" } : text(facts)),
  json: () => ({ type: { kind: "json" }, wire: "json" }),
  enum: () => ({ type: string, wire: "text" }),
  set: () => ({ type: string, wire: "text" }),
  binary: () => bytes,
  varbinary: () => bytes,
  tinyblob: () => bytes,
  blob: () => bytes,
  mediumblob: () => bytes,
  longblob: () => bytes,
  uuid: () => ({ type: { kind: "uuid" }, wire: "uuid" }),
  vector: () => ({ type: { kind: "binary" }, wire: "bytea" }),
  geometry: () => wkt,
  point: () => wkt,
  linestring: () => wkt,
  polygon: () => wkt,
  multipoint: () => wkt,
  multilinestring: () => wkt,
  multipolygon: () => wkt,
  geometrycollection: () => wkt,
  geomcollection: () => wkt,
};

/** How a column is read. A type that is not known here (inet6, inet4, what comes later) is read as its text. */
export function mapColumn(facts: ColumnFacts, tinyInt1IsBit: boolean): Mapping {
  return { expression: asIs, order: null, ...mapPlain(facts, tinyInt1IsBit) };
}

function mapPlain(facts: ColumnFacts, tinyInt1IsBit: boolean): Plain {
  const { dataType, columnType } = facts;
  if (tinyInt1IsBit && /^tinyint\(1\)(?! unsigned)/.test(columnType)) return boolean;
  const whole = integers[dataType];
  if (whole) return / unsigned/.test(columnType) ? whole.unsigned : whole.signed;
  const other = others[dataType];
  return other ? other(facts) : { type: string, wire: "text", expression: asText };
}

/** The server gives the bytes of a bit field; as a number it gives its digits. */
function bits(width: number): Plain {
  if (width === 1) return { ...boolean, expression: asNumber };
  if (width === 64) return { ...bigUnsigned, expression: asNumber, order: null };
  const plain = integer(width < 16 ? 16 : width < 32 ? 32 : 64);
  return { ...plain, expression: asNumber, order: null };
}

/** The type that binary frames of this mapping hold; JSON has none that jsonb would take. */
export function nativeOf(mapping: Mapping): WireType | undefined {
  return mapping.wire === "json" ? undefined : mapping.wire;
}

/** Ordered types whose values have an exact text; bytes are keys now and then, but hardly a cursor. */
export function canBeCursor(mapping: Mapping): boolean {
  return mapping.order !== null && mapping.order !== "bytes";
}
