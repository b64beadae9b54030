import { quoteIdentifier, quoteLiteral } from "@/connectors/sdk/mysql/identifiers";
import type { MySqlSession } from "@/connectors/sdk/mysql/session";
import type { ColumnFacts } from "./values";

export interface Relation {
  database: string;
  name: string;
  isView: boolean;
  /** InnoDB keeps rows in the order of the key, and sees one instant throughout a transaction. */
  isTransactional: boolean;
  columns: ColumnFacts[];
  /** Column names, in the key's order; empty where some may not be read, or only a part of one is in the key. */
  primaryKey: string[];
  /** The server's estimates; null where it has none. */
  rows: number | null;
  bytes: number | null;
  /** When it was made, truncated or rebuilt, as the server writes it; null where it does not tell. */
  createdAt: string | null;
}

export type RelationFilter = { namespace?: string | undefined; name: string }[];

const transactionalEngines = ["innodb", "rocksdb", "tokudb", "ndbcluster", "ndb"];

/** Tables and views that the user may read, with the columns that the user may read. Four queries, whatever their number. */
export async function listRelations(
  session: MySqlSession,
  database: string,
  filter?: RelationFilter,
): Promise<Relation[]> {
  return (await lookAtRelations(session, database, filter)).relations;
}

/** The same, and the names of those that the server tells of and that are none of these. */
export async function lookAtRelations(
  session: MySqlSession,
  database: string,
  filter?: RelationFilter,
): Promise<{ relations: Relation[]; unreadable: string[]; withoutColumns: string[] }> {
  const names = filter
    ?.filter(({ namespace }) => namespace === undefined || namespace === database)
    .map(({ name }) => name);
  if (names?.length === 0) return { relations: [], unreadable: [], withoutColumns: [] };
  const within = names ? ` AND TABLE_NAME IN (${names.map(quoteLiteral).join(", ")})` : "";
  const where = `TABLE_SCHEMA = ${quoteLiteral(database)}${within}`;
  const tables = await readTables(session, where);
  const columns = groupBy(await readColumns(session, where), ({ table }) => table);
  const keys = groupBy(await readKeys(session, where), ({ table }) => table);
  const json = await readJsonChecks(session, where);
  const isReadable = ({ name }: { name: string }) =>
    columns.get(name)?.some(({ readable }) => readable === "1");
  const relations = tables.filter(isReadable).map((table): Relation => {
    const facts = (columns.get(table.name) ?? [])
      .filter(({ readable }) => readable === "1")
      .map((column) => ({ ...toFacts(column), isJson: json.has(`${table.name}\0${column.name}`) }));
    const key = keys.get(table.name) ?? [];
    const isWhole = key.every(
      ({ name, part }) => part === null && facts.some((column) => column.name === name),
    );
    return {
      database,
      name: table.name,
      isView: table.type.includes("VIEW"),
      isTransactional: transactionalEngines.includes((table.engine ?? "").toLowerCase()),
      columns: facts,
      primaryKey: isWhole ? key.map(({ name }) => name) : [],
      rows: table.rows === null ? null : Number(table.rows),
      bytes: table.bytes === null ? null : Number(table.bytes),
      createdAt: table.created,
    };
  });
  const others = tables.filter((table) => !isReadable(table)).map(({ name }) => name);
  return {
    relations,
    unreadable: others.filter((name) => columns.has(name)),
    withoutColumns: others.filter((name) => !columns.has(name)),
  };
}

type Row<Names extends string> = Record<Names, string> & Record<string, string | null>;

function readTables(session: MySqlSession, where: string) {
  return session.query<Row<"name" | "type">>(
    "Reading the catalog",
    `SELECT TABLE_NAME AS name, TABLE_TYPE AS type, ENGINE AS engine, TABLE_ROWS AS \`rows\`, DATA_LENGTH AS bytes,
            CREATE_TIME AS created
       FROM information_schema.TABLES WHERE ${where} AND TABLE_TYPE IN ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED')
      ORDER BY TABLE_NAME`,
  ) as Promise<(Row<"name" | "type"> & Record<"engine" | "rows" | "bytes" | "created", string | null>)[]>;
}

type ColumnRow = Row<"table" | "name" | "dataType" | "columnType" | "nullable" | "readable"> & {
  precision: string | null;
  scale: string | null;
  maxLength: string | null;
  charset: string | null;
  collation: string | null;
};

function readColumns(session: MySqlSession, where: string): Promise<ColumnRow[]> {
  return session.query<ColumnRow>(
    "Reading the columns",
    `SELECT TABLE_NAME AS \`table\`, COLUMN_NAME AS name, LOWER(DATA_TYPE) AS dataType,
            LOWER(COLUMN_TYPE) AS columnType, NUMERIC_PRECISION AS \`precision\`, NUMERIC_SCALE AS scale,
            CHARACTER_MAXIMUM_LENGTH AS maxLength, CHARACTER_SET_NAME AS charset, COLLATION_NAME AS collation,
            IS_NULLABLE AS nullable, FIND_IN_SET('select', PRIVILEGES) > 0 AS readable
       FROM information_schema.COLUMNS WHERE ${where}
      ORDER BY TABLE_NAME, ORDINAL_POSITION`,
  );
}

function readKeys(session: MySqlSession, where: string) {
  return session.query<Row<"table" | "name"> & { part: string | null }>(
    "Reading the keys",
    `SELECT TABLE_NAME AS \`table\`, COLUMN_NAME AS name, SUB_PART AS part
       FROM information_schema.STATISTICS WHERE ${where} AND INDEX_NAME = 'PRIMARY'
      ORDER BY TABLE_NAME, SEQ_IN_INDEX`,
  );
}

/** MariaDB's JSON is a longtext with a check of the column's own name; "table\0column" of each. */
async function readJsonChecks(session: MySqlSession, where: string): Promise<Set<string>> {
  if (!session.server.isMariaDb) return new Set();
  const rows = await session.query<Row<"table" | "name" | "clause">>(
    "Reading the checks",
    `SELECT TABLE_NAME AS \`table\`, CONSTRAINT_NAME AS name, CHECK_CLAUSE AS clause
       FROM information_schema.CHECK_CONSTRAINTS
      WHERE ${where.replaceAll("TABLE_SCHEMA", "CONSTRAINT_SCHEMA")} AND CHECK_CLAUSE LIKE 'json\\_valid(%'`,
  );
  return new Set(
    rows
      .filter(
        ({ name, clause }) => clause.toLowerCase() === `json_valid(${quoteIdentifier(name)})`.toLowerCase(),
      )
      .map(({ table, name }) => `${table}\0${name}`),
  );
}

function toFacts(row: ColumnRow): Omit<ColumnFacts, "isJson"> {
  const number = (text: string | null) => (text === null ? null : Number(text));
  return {
    name: row.name,
    dataType: row.dataType,
    columnType: row.columnType,
    precision: number(row.precision),
    scale: number(row.scale),
    maxLength: number(row.maxLength),
    charset: row.charset,
    collation: row.collation,
    nullable: row.nullable === "YES",
  };
}

function groupBy<Item>(items: Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
