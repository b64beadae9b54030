import type {
  DigestBucket,
  DigestForm,
  DigestRequest,
  DigestRow,
  LogicalType,
  SelectedKeys,
} from "@/connectors/sdk";
import { digestFormsOf } from "@/connectors/sdk";
import { quoteText } from "./names";

/** Rows to digest, and how the request's columns are found in them. */
export interface DigestTable {
  from: string;
  /** Ready for a WHERE; null: all. */
  where: string | null;
  columnOf(name: string): string;
  /** SQL that is true where values of the row were changed on their way. */
  changed: string;
}

/** DuckDB prints JSON as it was written; it has no form of its own. */
export function duckdbForms(type: LogicalType): DigestForm[] {
  return digestFormsOf(type).filter((form) => form !== "json");
}

/** The text of a value in the form; null for null. */
export function digestSql(form: DigestForm, expression: string): string {
  const value = `(${expression})`;
  const text = `${value}::VARCHAR`;
  switch (form) {
    case "text":
    case "json":
    case "jsonText":
      return text;
    case "boolean":
      return `${value}::BOOLEAN::INTEGER::VARCHAR`;
    case "decimal":
      return `CASE WHEN ${text} LIKE '%.%' THEN rtrim(rtrim(${text}, '0'), '.') ELSE ${text} END`;
    case "float32":
      return floatSql(`${value}::FLOAT::DOUBLE`);
    case "float64":
      return floatSql(`${value}::DOUBLE`);
    case "date":
      return `CASE WHEN isfinite(${value}) THEN (${value} - DATE '1970-01-01')::VARCHAR ELSE ${text} END`;
    case "time":
      return `epoch_us(${value})::VARCHAR`;
    case "instant":
      return `CASE WHEN isfinite(${value}) THEN epoch_us(${value})::VARCHAR ELSE ${text} END`;
    case "hex":
      return `lower(hex(${value}))`;
  }
}

/**
 * Scaled by powers of two, which changes no digit, until the significand is whole: in two steps, as one of them alone
 * may be beyond a double. The logarithm may be off by one.
 */
function floatSql(value: string): string {
  const size = `abs(${value})`;
  const power = `(52 - floor(log2(${size})))`;
  const half = `floor(${power} / 2)`;
  const scaled = `(${size} * pow(2, ${half}) * pow(2, ${power} - ${half}))`;
  const sign = `CASE WHEN ${value} < 0 THEN '-' ELSE '' END`;
  const written = (significand: string, exponent: string) =>
    `(${sign} || (${significand})::BIGINT || 'p' || (${exponent})::BIGINT)`;
  return `CASE WHEN ${value} = 0 THEN '0'
    WHEN isnan(${value}) THEN 'NaN'
    WHEN isinf(${value}) THEN CASE WHEN ${value} > 0 THEN 'Infinity' ELSE '-Infinity' END
    WHEN ${size} < 2.2250738585072014e-308 THEN ${written(`${size} * pow(2, 537) * pow(2, 537)`, "-1074")}
    WHEN ${scaled} >= pow(2, 53) THEN ${written(`${scaled} / 2`, `1 - ${power}`)}
    WHEN ${scaled} < pow(2, 52) THEN ${written(`${scaled} * 2`, `-1 - ${power}`)}
    ELSE ${written(scaled, `0 - ${power}`)} END`;
}

/** A condition that holds for the rows with one of the keys. */
export function keyFilter({ columns, keys }: SelectedKeys, columnOf: (name: string) => string): string {
  if (keys.length === 0) return "false";
  const sides = columns.map(({ name, form }) => digestSql(form, columnOf(name)));
  const rows = keys.map((key) => `(${key.map(quoteText).join(", ")})`);
  return `(${sides.join(", ")}) IN (${rows.join(", ")})`;
}

/** Gives bucket, rows, sum and reach. */
export function bucketsSql(table: DigestTable, request: DigestRequest): string {
  const cursor = request.cursor && table.columnOf(request.cursor.name);
  const reach = request.cursor ? digestSql(request.cursor.form, "max(d.cursor)") : "NULL::VARCHAR";
  return `SELECT ${bucketOf("d.keyed")} AS bucket, count(*), sum(${hashOf("d.hashed")})::VARCHAR, ${reach}
    FROM (${digested(table, request, cursor ? [`${cursor} AS cursor`] : [])}) d GROUP BY 1`;
}

/** Gives the key's texts, then hash, cursor and whether it was changed. */
export function rowsSql(table: DigestTable, request: DigestRequest, buckets: number[]): string {
  const textOf = ({ name, form }: { name: string; form: DigestForm }) =>
    digestSql(form, table.columnOf(name));
  const keys = request.key.map((column, index) => `${textOf(column)} AS k${index}`);
  const cursor = request.cursor ? textOf(request.cursor) : "NULL::VARCHAR";
  const selected = [
    ...request.key.map((_, index) => `d.k${index}`),
    `${hashOf("d.hashed")}::VARCHAR`,
    "d.cursor",
    "d.changed",
  ];
  return `SELECT ${selected.join(", ")}
    FROM (${digested(table, request, [...keys, `${cursor} AS cursor`, `(${table.changed}) AS changed`])}) d
   WHERE ${bucketOf("d.keyed")} IN (${buckets.join(", ")})`;
}

export function bucketOfRow([bucket, rows, sum, reach]: unknown[]): DigestBucket {
  return { bucket: Number(bucket), rows: Number(rows), sum: String(sum), reach: textOrNull(reach) };
}

export function digestOfRow(row: unknown[], { key }: DigestRequest): DigestRow {
  return {
    key: key.map((_, index) => textOrNull(row[index])),
    hash: String(row[key.length]),
    cursor: textOrNull(row[key.length + 1]),
    changed: row[key.length + 2] === true,
  };
}

function textOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}

function digested({ from, where, columnOf }: DigestTable, request: DigestRequest, more: string[]): string {
  const md5Of = (columns: DigestRequest["columns"]) => {
    const cells = columns.map(({ name, form }) => `coalesce('=' || ${digestSql(form, columnOf(name))}, '~')`);
    return `md5(concat_ws(chr(31), ${cells.join(", ") || "''"}))`;
  };
  const hashed = md5Of(request.columns);
  const keyed = request.key.length === 0 ? hashed : md5Of(request.key);
  const selected = [`${hashed} AS hashed`, `${keyed} AS keyed`, ...more].join(", ");
  return `SELECT ${selected} FROM ${from}${where === null ? "" : ` WHERE ${where}`}`;
}

function hashOf(md5: string): string {
  return `('0x' || substr(${md5}, 1, 15))::BIGINT`;
}

function bucketOf(md5: string): string {
  return `('0x' || substr(${md5}, 1, 3))::INTEGER`;
}
