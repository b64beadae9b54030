import { quoteLiteral } from "@/connectors/sdk/postgres/identifiers";
import type { Question } from "@/connectors/sdk/postgres/session";
import type { TypeFacts, TypeTable } from "./values";

export interface Relation {
  schema: string;
  name: string;
  columns: RelationColumn[];
  /** Column names, in the key's order. */
  primaryKey: string[];
  /** What the server last counted; null where it never has, or cannot. */
  rows: number | null;
  bytes: number | null;
  /** Whether each row tells which transaction wrote it, and the user may read that. */
  hasXmin: boolean;
  /** Whether COPY takes the table itself in place of a query: it has rows of its own alone, and computes no column. */
  isCopyable: boolean;
}

export interface RelationColumn {
  name: string;
  type: string;
  mod: number;
  nullable: boolean;
  /** Whether equal means the same bytes, as it does in all but some collations. */
  bytewiseEqual: boolean;
}

export type RelationFilter = { namespace?: string | undefined; name: string }[];

interface RelationRow {
  schema: string;
  name: string;
  columns: [name: string, type: string, mod: number, nullable: boolean, bytewiseEqual: boolean][];
  primary_key: (string | null)[] | null;
  rows: number | null;
  bytes: string | null;
  has_xmin: boolean;
  is_copyable: boolean;
}

/**
 * Tables, views, materialized views, partitioned tables (not their partitions) and foreign tables that the user may
 * read, with the columns that the user may read. No schemas: all but the system's own. `from` gives c (pg_class) and
 * n (pg_namespace).
 */
function relationsSql(from: string, schemas: string[]): string {
  return `
  SELECT n.nspname AS schema, c.relname AS name,
         json_agg(json_build_array(a.attname, a.atttypid::text, a.atttypmod, NOT a.attnotnull,
                                   coalesce(o.collisdeterministic, true)) ORDER BY a.attnum) AS columns,
         (SELECT json_agg(k.attname ORDER BY p.place)
            FROM pg_index i
            CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS p(attnum, place)
            LEFT JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = p.attnum
           WHERE i.indrelid = c.oid AND i.indisprimary AND i.indisvalid AND p.place <= i.indnkeyatts) AS primary_key,
         CASE WHEN c.relkind = 'p' THEN size.rows ELSE nullif(c.reltuples, -1) END AS rows,
         CASE WHEN c.relkind = 'p' THEN size.pages ELSE c.relpages END::int8 * current_setting('block_size')::int8 AS bytes,
         CASE c.relkind WHEN 'p' THEN coalesce(size.is_heap, true) ELSE c.relkind IN ('r', 'm') AND ${isHeap("c")} END
           AND has_table_privilege(c.oid, 'SELECT') AS has_xmin,
         c.relkind = 'r' AND NOT c.relhassubclass AND bool_and(a.attgenerated = '') AS is_copyable
    FROM ${from}
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_collation o ON o.oid = a.attcollation
    LEFT JOIN LATERAL (
      SELECT sum(nullif(leaf.reltuples, -1)) AS rows, sum(leaf.relpages) AS pages,
             bool_and(leaf.relkind = 'r' AND ${isHeap("leaf")}) AS is_heap
        FROM pg_partition_tree(c.oid) t JOIN pg_class leaf ON leaf.oid = t.relid
       WHERE t.isleaf) AS size ON c.relkind = 'p'
   WHERE ${isOffered("c")}
     AND ${inSchemas(schemas)}
     AND has_schema_privilege(n.oid, 'USAGE')
     AND (has_table_privilege(c.oid, 'SELECT') OR has_column_privilege(c.oid, a.attnum, 'SELECT'))
   GROUP BY c.oid, n.nspname, c.relname, c.relkind, c.reltuples, c.relpages, c.relhassubclass, size.rows, size.pages, size.is_heap
   ORDER BY n.nspname, c.relname`;
}

/** SQL: of the schemas that are asked for; n is pg_namespace. */
export function inSchemas(schemas: string[]): string {
  return schemas.length > 0
    ? `n.nspname = ANY (${quoteTexts(schemas)})`
    : "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";
}

/** SQL: of a kind that is offered. */
export function isOffered(relation: string): string {
  return `${relation}.relkind IN ('r', 'v', 'm', 'p', 'f') AND NOT ${relation}.relispartition`;
}

function isHeap(relation: string): string {
  return `${relation}.relam = (SELECT m.oid FROM pg_am m WHERE m.amname = 'heap')`;
}

const everything = "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace";

/** By the index on names: among thousands of tables one is found as quickly as among ten. */
function wanted(filter: RelationFilter): string {
  const schemas = quoteTexts(filter.map(({ namespace }) => namespace ?? null));
  const names = quoteTexts(filter.map(({ name }) => name));
  return `(SELECT DISTINCT schema::name, name::name FROM unnest(${schemas}, ${names}) AS w(schema, name)) AS wanted
    JOIN pg_class c ON c.relname = wanted.name
    JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = coalesce(wanted.schema, n.nspname)`;
}

function quoteTexts(texts: (string | null)[]): string {
  return `ARRAY[${texts.map((text) => (text === null ? "NULL" : quoteLiteral(text))).join(", ")}]::text[]`;
}

/** One statement, whatever their number. */
export function askForRelations(schemas: string[], filter?: RelationFilter): Question<Relation[]> {
  const sql = relationsSql(filter ? wanted(filter) : everything, schemas);
  return { sql, read: (rows) => (rows as RelationRow[]).map(toRelation) };
}

function toRelation(row: RelationRow): Relation {
  const columns = row.columns.map(([name, type, mod, nullable, bytewiseEqual]) => ({
    name,
    type,
    mod,
    nullable,
    bytewiseEqual,
  }));
  const readable = new Set(columns.map(({ name }) => name));
  const key = row.primary_key ?? [];
  return {
    schema: row.schema,
    name: row.name,
    columns,
    primaryKey: key.every((name) => name !== null && readable.has(name)) ? (key as string[]) : [],
    rows: row.rows === null ? null : Math.round(row.rows),
    bytes: row.bytes === null ? null : Number(row.bytes),
    hasXmin: row.has_xmin,
    isCopyable: row.is_copyable,
  };
}

/** SQL: the types of the columns of the table with that qualified and quoted name. */
export function typesOf(table: string): string {
  return `SELECT atttypid FROM pg_attribute WHERE attrelid = to_regclass(${quoteLiteral(table)}) AND attnum > 0 AND NOT attisdropped`;
}

/** SQL: these types. */
export function typesWith(oids: Iterable<string>): string {
  return `SELECT unnest(${quoteTexts([...new Set(oids)])}::oid[])`;
}

/** What is known of the types that SQL gives, and of those that they are made of. */
export function askForTypes(types: string): Question<TypeTable> {
  const sql = `
     WITH RECURSIVE used(oid) AS (
       ${types}
       UNION
       SELECT part.oid FROM used u JOIN pg_type t ON t.oid = u.oid
        CROSS JOIN LATERAL (
          SELECT t.typbasetype WHERE t.typtype = 'd'
          UNION SELECT t.typelem WHERE t.typcategory = 'A'
          UNION SELECT a.atttypid FROM pg_attribute a
                 WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) AS part(oid)
     )
     SELECT t.oid::text AS oid, t.typname AS name, t.typnamespace = 'pg_catalog'::regnamespace AS "isBuiltIn",
            t.typtype AS kind, t.typcategory AS category, t.typnotnull AS "notNull",
            t.typbasetype::text AS base, t.typtypmod AS "baseMod", t.typelem::text AS element,
            (SELECT json_agg(json_build_object('name', a.attname, 'type', a.atttypid::text, 'mod', a.atttypmod) ORDER BY a.attnum)
               FROM pg_attribute a
              WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) AS members
       FROM used u JOIN pg_type t ON t.oid = u.oid`;
  const read = (rows: unknown[]): TypeTable =>
    new Map((rows as (TypeFacts & { oid: string })[]).map(({ oid, ...facts }) => [oid, facts]));
  return { sql, read };
}
