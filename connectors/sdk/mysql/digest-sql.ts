import type {
  DigestBucket,
  DigestForm,
  DigestRequest,
  DigestRow,
  LogicalType,
  SelectedKeys,
} from "@/connectors/sdk";
import { digestFormsOf } from "@/connectors/sdk";
import { quoteLiteral } from "./identifiers";
import type { MySqlSession } from "./session";

/** Rows to digest, and how the request's columns are found in them. */
export interface DigestTable {
  /** For errors. */
  label: string;
  from: string;
  /** Ready for a WHERE; null: all. */
  where: string | null;
  columnOf(name: string): string;
  /** SQL that is true where values of the row were changed on their way. */
  changed: string;
}

/** JSON is printed as it was written (MariaDB) or in a form of the server's own (MySQL). */
export function mysqlForms(type: LogicalType): DigestForm[] {
  return digestFormsOf(type).filter((form) => form !== "json");
}

/** The text of a value in the form; null for null. */
export function digestSql(form: DigestForm, expression: string): string {
  const value = `(${expression})`;
  switch (form) {
    case "text":
    case "json":
    case "jsonText":
      return `CONVERT(${value} USING utf8mb4)`;
    case "boolean":
      return `CASE WHEN ${value} IS NULL THEN NULL WHEN ${value} THEN '1' ELSE '0' END`;
    case "decimal":
      return trimmed(`CAST(${value} + 0 AS CHAR)`);
    case "float32":
      return floatSql(`(CAST(${value} AS FLOAT) + 0e0)`);
    case "float64":
      return floatSql(`(${value} + 0e0)`);
    case "date":
      return `CAST(DATEDIFF(${value}, '1970-01-01') AS CHAR)`;
    case "time":
      return `CAST(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', ADDTIME('1970-01-01 00:00:00', ${value})) AS CHAR)`;
    case "instant":
      return `CAST(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', ${value}) AS CHAR)`;
    case "hex":
      return `LOWER(HEX(${value}))`;
  }
}

function trimmed(text: string): string {
  return `CASE WHEN INSTR(${text}, '.') > 0 THEN TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM ${text})) ELSE ${text} END`;
}

/**
 * Scaled by powers of two, which changes no digit, until the significand is whole: in two steps, as one of them alone
 * may be beyond a double. The logarithm may be off by one. There are no infinities here.
 */
function floatSql(value: string): string {
  const size = `ABS(${value})`;
  const power = `(52 - FLOOR(LOG2(${size})))`;
  const half = `FLOOR(${power} / 2)`;
  const scaled = `(${size} * POW(2, ${half}) * POW(2, ${power} - ${half}))`;
  const sign = `CASE WHEN ${value} < 0 THEN '-' ELSE '' END`;
  const written = (significand: string, exponent: string) =>
    `CONCAT(${sign}, CAST(${significand} AS SIGNED), 'p', CAST(${exponent} AS SIGNED))`;
  return `CASE WHEN ${value} = 0 THEN '0'
    WHEN ${size} < 2.2250738585072014e-308 THEN ${written(`${size} * POW(2, 537) * POW(2, 537)`, "-1074")}
    WHEN ${scaled} >= POW(2, 53) THEN ${written(`${scaled} / 2`, `1 - ${power}`)}
    WHEN ${scaled} < POW(2, 52) THEN ${written(`${scaled} * 2`, `-1 - ${power}`)}
    WHEN ${value} IS NOT NULL THEN ${written(scaled, `0 - ${power}`)} END`;
}

/** A condition that holds for the rows with one of the keys. */
export function keyFilter({ columns, keys }: SelectedKeys, columnOf: (name: string) => string): string {
  if (keys.length === 0) return "FALSE";
  const sides = columns.map(({ name, form }) => binary(digestSql(form, columnOf(name))));
  const rows = keys.map((key) => `(${key.map((text) => binary(quoteLiteral(text))).join(", ")})`);
  return `(${sides.join(", ")}) IN (${rows.join(", ")})`;
}

/** Compared by bytes: a collation would take others for the same. */
function binary(text: string): string {
  return `CAST(${text} AS BINARY)`;
}

export async function digestBucketsOf(
  session: MySqlSession,
  table: DigestTable,
  request: DigestRequest,
): Promise<DigestBucket[]> {
  const { cursor } = request;
  const reach = cursor ? digestSql(cursor.form, "MAX(d.cursor_value)") : "NULL";
  const more = cursor ? [`${table.columnOf(cursor.name)} AS cursor_value`] : [];
  const rows = await session.query<{ bucket: string; n: string; total: string; reach: string | null }>(
    `Comparing ${table.label}`,
    `SELECT ${bucketOf("d.keyed")} AS bucket, COUNT(*) AS n, CAST(SUM(${hashOf("d.hashed")}) AS CHAR) AS total, ${reach} AS reach
       FROM (${digested(table, request, more)}) d GROUP BY 1`,
  );
  return rows.map(({ bucket, n, total, reach: text }) => ({
    bucket: Number(bucket),
    rows: Number(n),
    sum: total,
    reach: text,
  }));
}

export async function digestRowsOf(
  session: MySqlSession,
  table: DigestTable,
  request: DigestRequest,
  buckets: number[],
): Promise<DigestRow[]> {
  if (buckets.length === 0) return [];
  const textOf = ({ name, form }: { name: string; form: DigestForm }) =>
    digestSql(form, table.columnOf(name));
  const keys = request.key.map((column, index) => `${textOf(column)} AS k${index}`);
  const cursor = request.cursor ? textOf(request.cursor) : "NULL";
  const names = request.key.map((_, index) => `d.k${index}`);
  const rows = await session.query<Record<string, string | null>>(
    `Comparing ${table.label}`,
    `SELECT ${[...names, `CAST(${hashOf("d.hashed")} AS CHAR) AS hash`, "d.cursor_text", "d.is_changed"].join(", ")}
       FROM (${digested(table, request, [...keys, `${cursor} AS cursor_text`, `(${table.changed}) AS is_changed`])}) d
      WHERE ${bucketOf("d.keyed")} IN (${buckets.join(", ")})`,
  );
  return rows.map((row) => ({
    key: request.key.map((_, index) => row[`k${index}`] ?? null),
    hash: row.hash ?? "",
    cursor: row.cursor_text ?? null,
    changed: row.is_changed === "1",
  }));
}

function digested({ from, where, columnOf }: DigestTable, request: DigestRequest, more: string[]): string {
  const md5Of = (columns: DigestRequest["columns"]) => {
    const cells = columns.map(
      ({ name, form }) => `COALESCE(CONCAT('=', ${digestSql(form, columnOf(name))}), '~')`,
    );
    return `MD5(CONCAT_WS(CHAR(31 USING utf8mb4), ${cells.join(", ") || "''"}))`;
  };
  const hashed = md5Of(request.columns);
  const keyed = request.key.length === 0 ? hashed : md5Of(request.key);
  const selected = [`${hashed} AS hashed`, `${keyed} AS keyed`, ...more].join(", ");
  return `SELECT ${selected} FROM ${from}${where === null ? "" : ` WHERE ${where}`}`;
}

function hashOf(md5: string): string {
  return `CAST(CONV(SUBSTR(${md5}, 1, 15), 16, 10) AS UNSIGNED)`;
}

function bucketOf(md5: string): string {
  return `CAST(CONV(SUBSTR(${md5}, 1, 3), 16, 10) AS UNSIGNED)`;
}
