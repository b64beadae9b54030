import type { DigestBucket, DigestForm, DigestRequest, DigestRow } from "../digest";
import type { SelectedKeys } from "../stream";
import { quoteLiteral } from "./identifiers";
import type { PgSession } from "./session";
import type { WireType } from "./wire-types";

/** A column as SQL gives it. */
export interface DigestSource {
  expression: string;
  wire: WireType;
}

/** What rows are digested: a table or a subquery, and how the request's columns are found in it. */
export interface DigestTable {
  /** For errors. */
  label: string;
  from: string;
  /** Ready for a WHERE; null: all. */
  where: string | null;
  columnOf(name: string): DigestSource;
  /** SQL that is true where values of the row were changed on their way. */
  changed: string;
}

const separator = "E'\\x1F'";
/** An expression as deep as a table is wide would be too deep. */
const groupSize = 50;

/** The text of a value in the form; null for null. */
export function digestSql(form: DigestForm, { expression, wire }: DigestSource): string {
  const value = `(${expression})`;
  switch (form) {
    case "text":
      // A cast to text would drop the blanks that a char(n) ends with.
      return wire === "bpchar" ? `convert_from(bpcharsend(${value}), 'UTF8')` : `${value}::text`;
    case "boolean":
      return `${value}::boolean::int::text`;
    case "decimal":
      return wire.startsWith("int") ? `${value}::text` : `trim_scale(${value}::numeric)::text`;
    case "float32":
      return floatSql(`${value}::float4::float8`);
    case "float64":
      return floatSql(`${value}::float8`);
    case "date":
      return finite(`${value}::date`, (date) => `(${date} - DATE '1970-01-01')`);
    case "time":
      return `${micros(`${value}::time`)}::text`;
    case "instant":
      return finite(wire === "timestamp" ? value : `${value}::timestamptz`, instantMicros);
    case "hex":
      return `encode(${value}, 'hex')`;
    case "json":
      return `${value}::jsonb::text`;
    case "jsonText":
      return `${value}::text`;
  }
}

function micros(value: string): string {
  return `(extract(epoch FROM ${value}) * 1000000)::bigint`;
}

/** The last of PostgreSQL's years end beyond a bigint, and beyond the digits of its epoch: they are counted from a century before. */
function instantMicros(value: string): string {
  const century = "876000";
  return `CASE WHEN ${value} < '294000-01-01' THEN ${micros(value)}::numeric
    ELSE ${micros(`(${value} - INTERVAL '${century} hours')`)} + ${century} * 3600000000::numeric END`;
}

function finite(value: string, number: (value: string) => string): string {
  return `CASE WHEN isfinite(${value}) THEN (${number(value)})::text ELSE ${value}::text END`;
}

/** Taken apart by its bits; the hidden one is added where the number is not subnormal. */
function floatSql(value: string): string {
  const bits = `('x' || encode(float8send(${value}), 'hex'))::bit(64)::bigint`;
  const exponent = `((${bits} >> 52) & 2047)`;
  return `CASE WHEN ${value} = 0 THEN '0'
    WHEN ${value} IN ('NaN', 'Infinity', '-Infinity') THEN ${value}::text
    ELSE CASE WHEN ${value} < 0 THEN '-' ELSE '' END
      || (${bits} & 4503599627370495) + CASE WHEN ${exponent} = 0 THEN 0 ELSE 4503599627370496 END
      || 'p' || greatest(${exponent}, 1) - 1075 END`;
}

/** Conditions on plain columns where their own comparison is that of the texts, so that an index serves. */
const comparesAsText = new Set<WireType>(["int2", "int4", "int8", "numeric", "text", "varchar", "uuid"]);

export function keyFilter({ columns, keys }: SelectedKeys, columnOf: (name: string) => DigestSource): string {
  if (keys.length === 0) return "false";
  const sides = columns.map(({ name, form }) => {
    const column = columnOf(name);
    return comparesAsText.has(column.wire) ? `(${column.expression})` : digestSql(form, column);
  });
  const rows = keys.map((key) => `(${key.map(quoteLiteral).join(", ")})`);
  return `(${sides.join(", ")}) IN (${rows.join(", ")})`;
}

export async function digestBucketsOf(
  session: PgSession,
  table: DigestTable,
  request: DigestRequest,
): Promise<DigestBucket[]> {
  const cursor = request.cursor && { ...request.cursor, ...table.columnOf(request.cursor.name) };
  const reach = cursor ? digestSql(cursor.form, { expression: "max(d.cursor)", wire: cursor.wire }) : "NULL";
  const rows = await session.query<{ bucket: number; rows: string; sum: string; reach: string | null }>(
    `Comparing ${table.label}`,
    `SELECT ${bucketOf("d.keyed")} AS bucket, count(*) AS rows, sum(${hashOf("d.hashed")})::text AS sum, ${reach} AS reach
       FROM (${digested(table, request, cursor ? [`${cursor.expression} AS cursor`] : [])}) d GROUP BY 1`,
  );
  return rows.map((row) => ({ ...row, rows: Number(row.rows) }));
}

export async function digestRowsOf(
  session: PgSession,
  table: DigestTable,
  request: DigestRequest,
  buckets: number[],
): Promise<DigestRow[]> {
  const textOf = ({ name, form }: { name: string; form: DigestForm }) =>
    digestSql(form, table.columnOf(name));
  const keys = request.key.map((column, index) => `${textOf(column)} AS k${index}`);
  const cursor = request.cursor ? textOf(request.cursor) : "NULL::text";
  const rows = await session.query<Record<string, string | null> & { changed: boolean }>(
    `Comparing ${table.label}`,
    `SELECT ${[...request.key.map((_, index) => `d.k${index}`), `${hashOf("d.hashed")}::text AS hash`].join(", ")}, d.cursor, d.changed
       FROM (${digested(table, request, [...keys, `${cursor} AS cursor`, `(${table.changed}) AS changed`])}) d
      WHERE ${bucketOf("d.keyed")} = ANY($1)`,
    [buckets],
  );
  return rows.map((row) => ({
    key: request.key.map((_, index) => row[`k${index}`] ?? null),
    hash: row.hash ?? "",
    cursor: row.cursor ?? null,
    changed: row.changed,
  }));
}

function digested({ from, where, columnOf }: DigestTable, request: DigestRequest, more: string[]): string {
  const md5Of = (columns: DigestRequest["columns"]) => {
    const cells = columns.map(({ name, form }) => `coalesce('=' || ${digestSql(form, columnOf(name))}, '~')`);
    return `md5(convert_to(${joinTexts(cells)}, 'UTF8'))`;
  };
  const hashed = md5Of(request.columns);
  const keyed = request.key.length === 0 ? hashed : md5Of(request.key);
  const selected = [`${hashed} AS hashed`, `${keyed} AS keyed`, ...more].join(", ");
  return `SELECT ${selected} FROM ${from}${where === null ? "" : ` WHERE ${where}`}`;
}

function joinTexts(cells: string[]): string {
  if (cells.length <= groupSize) return cells.join(` || ${separator} || `) || "''";
  const groups: string[] = [];
  for (let at = 0; at < cells.length; at += groupSize)
    groups.push(`(${joinTexts(cells.slice(at, at + groupSize))})`);
  return joinTexts(groups);
}

function hashOf(md5: string): string {
  return `('x' || substr(${md5}, 1, 15))::bit(60)::bigint`;
}

function bucketOf(md5: string): string {
  return `('x' || substr(${md5}, 1, 3))::bit(12)::int`;
}
