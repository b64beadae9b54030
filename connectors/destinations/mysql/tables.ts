import { ConfigError, type TableName } from "@/connectors/sdk";
import { errnoOf } from "@/connectors/sdk/mysql/errors";
import { quoteIdentifier, quoteLiteral } from "@/connectors/sdk/mysql/identifiers";
import type { MySqlSession } from "@/connectors/sdk/mysql/session";
import { definitionOf, keyIndexName, labelOf, sqlTable, type TableColumn } from "./layout";
import { columnFacts, type ColumnRow, toColumn } from "./read-columns";
import { type ExistingType, type Meeting, meetType, type Slot, sqlType } from "./values";

export interface ExistingTable {
  isView: boolean;
  comment: string;
  columns: ExistingColumn[];
  /** By name; that of the primary key is PRIMARY. */
  indexes: string[];
  /** Those of JSON columns left out, which are part of the type. */
  checks: Check[];
}

export interface Check {
  name: string;
  /** The condition, as SQL. */
  holds: string;
}

export interface ExistingColumn extends ExistingType {
  name: string;
  collation: string | null;
  isRequired: boolean;
  /** The server works it out; it cannot be written. */
  isGenerated: boolean;
}

/** What to run so that the table is there with these columns, and what its columns then hold, by name. */
export interface TablePlan {
  statements: string[];
  slots: Map<string, Slot>;
}

/** InnoDB's limit. */
const maxColumns = 1017;

/** The table as it stands; null where there is none. Its name is taken as the server takes it. */
export async function inspectTable(session: MySqlSession, table: TableName): Promise<ExistingTable | null> {
  const where = `TABLE_SCHEMA = ${quoteLiteral(table.namespace)} AND TABLE_NAME = ${quoteLiteral(table.name)}`;
  const doing = `Looking at ${labelOf(table)}`;
  const fold = (name: string) => (session.server.foldsTableCase ? name.toLowerCase() : name);
  const isIt = (row: { table: string }) => fold(row.table) === fold(table.name);
  const found = await session.query<{ table: string; type: string; comment: string }>(
    doing,
    `SELECT TABLE_NAME AS \`table\`, TABLE_TYPE AS type, TABLE_COMMENT AS comment FROM information_schema.TABLES WHERE ${where}`,
  );
  const first = found.find(isIt);
  if (!first) return null;
  const columns = await session.query<ColumnRow>(
    doing,
    `SELECT ${columnFacts} FROM information_schema.COLUMNS AS c WHERE ${where} ORDER BY ORDINAL_POSITION`,
  );
  const checks = await readChecks(session, doing, table);
  const json = new Set(checks.filter(isJsonCheck).map(({ name }) => name));
  const indexes = await session.query<{ table: string; name: string }>(
    doing,
    `SELECT DISTINCT TABLE_NAME AS \`table\`, INDEX_NAME AS name FROM information_schema.STATISTICS WHERE ${where}`,
  );
  return {
    isView: first.type.includes("VIEW"),
    comment: first.comment,
    columns: columns.filter(isIt).map((row) => toColumn(row, json.has(row.name))),
    indexes: indexes.filter(isIt).map(({ name }) => name),
    checks: checks.filter((check) => !isJsonCheck(check)),
  };
}

interface CheckRow extends Record<string, string | null> {
  name: string;
  holds: string;
}

const unknownTable = 1109;

async function readChecks(session: MySqlSession, doing: string, table: TableName): Promise<CheckRow[]> {
  const [schema, name] = [table.namespace, table.name].map(quoteLiteral);
  if (session.server.isMariaDb)
    return session.query<CheckRow>(
      doing,
      `SELECT CONSTRAINT_NAME AS name, CHECK_CLAUSE AS holds FROM information_schema.CHECK_CONSTRAINTS
        WHERE CONSTRAINT_SCHEMA = ${schema} AND TABLE_NAME = ${name}`,
    );
  try {
    const rows = await session.query<CheckRow>(
      doing,
      `SELECT c.CONSTRAINT_NAME AS name, c.CHECK_CLAUSE AS holds
         FROM information_schema.TABLE_CONSTRAINTS AS t JOIN information_schema.CHECK_CONSTRAINTS AS c USING (CONSTRAINT_SCHEMA, CONSTRAINT_NAME)
        WHERE t.TABLE_SCHEMA = ${schema} AND t.TABLE_NAME = ${name} AND t.CONSTRAINT_TYPE = 'CHECK' AND t.ENFORCED = 'YES'`,
    );
    // Here the server escapes the quotes of texts once more than it reads them.
    return rows.map((row) => ({ ...row, holds: row.holds.replaceAll("\\'", "'") }));
  } catch (error) {
    if (errnoOf(error) === unknownTable) return []; // MySQL before 8.0.16 has no checks
    throw error;
  }
}

/** That of a JSON column of MariaDB, which has the column's name. */
const isJsonCheck = ({ holds }: CheckRow) => holds.startsWith("json_valid(");

/** Creates what is missing and widens what is too narrow; never drops. ConfigError where neither helps. */
export function planTable(
  table: TableName,
  wanted: TableColumn[],
  existing: ExistingTable | null,
  exactCollation: string,
): TablePlan {
  if (wanted.length > maxColumns) throw tooManyColumns(table, wanted.length);
  if (!existing) {
    return {
      statements: [createTable(table, wanted, { exactCollation })],
      slots: new Map(wanted.map(({ name, slot }) => [name, slot])),
    };
  }
  if (existing.isView) {
    throw new ConfigError(
      `${labelOf(table)} is no table but a view. Drop or rename it, or give the stream another name or namespace.`,
    );
  }
  const slots = new Map<string, Slot>();
  const actions: string[] = [];
  for (const column of wanted) {
    const { slot, action } = meetColumn(table, column, existing, exactCollation);
    slots.set(column.name, slot);
    if (action) actions.push(action);
  }
  const isMore = existing.columns.length + actions.filter((action) => action.startsWith("ADD")).length;
  if (isMore > maxColumns) throw tooManyColumns(table, isMore);
  return {
    statements: actions.length > 0 ? [`ALTER TABLE ${sqlTable(table)} ${actions.join(", ")}`] : [],
    slots,
  };
}

/** What becomes of the column that is there under the name; null: there is none. `met` is null where it must make way. */
export function meetExisting(
  column: TableColumn,
  { columns }: Pick<ExistingTable, "columns">,
): { there: ExistingColumn; met: Meeting } | null {
  const name = column.name.toLowerCase();
  const there = columns.find((candidate) => candidate.name.toLowerCase() === name);
  return there ? { there, met: meetType(there, column.slot) } : null;
}

function meetColumn(
  table: TableName,
  column: TableColumn,
  existing: ExistingTable,
  exactCollation: string,
): { slot: Slot; action?: string } {
  const meeting = meetExisting(column, existing);
  if (!meeting) {
    const added = { ...column, isRequired: false };
    return { slot: column.slot, action: `ADD COLUMN ${definitionOf(added, column.slot, exactCollation)}` };
  }
  const { there, met } = meeting;
  if (!met) throw conflict(table, column, there);
  const isLoose = column.isExact && met.slot.as === "text" && there.collation !== exactCollation;
  if (!met.alter && !isLoose) return { slot: met.slot };
  const kept = { ...column, name: there.name, isRequired: there.isRequired };
  return { slot: met.slot, action: `MODIFY COLUMN ${definitionOf(kept, met.slot, exactCollation)}` };
}

export function createTable(
  table: TableName,
  columns: TableColumn[],
  {
    exactCollation,
    extra = [],
    comment = "",
  }: { exactCollation: string; extra?: string[]; comment?: string },
): string {
  const definitions = columns.map((column) => definitionOf(column, column.slot, exactCollation));
  const note = comment ? ` COMMENT = ${quoteLiteral(comment)}` : "";
  return `CREATE TABLE ${sqlTable(table)} (${[...definitions, ...extra].join(", ")}) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4${note}`;
}

const maxIndexBytes = 3072;
const maxPrefix = 191;
const bytesPerCharacter = 4;

/**
 * The index that merges find rows by. Of texts it holds the beginning, which is enough to find a few rows among many:
 * so keys may be as long as they like.
 */
export function planKeyIndex(
  table: TableName,
  key: string[],
  slots: Map<string, Slot>,
  existing: ExistingTable | null,
): string[] {
  const name = keyIndexName(table, key);
  if (existing?.indexes.includes(name)) return [];
  const prefixed = key.filter((part) => isPrefixed(slots.get(part)));
  const room = Math.floor((maxIndexBytes - 300) / bytesPerCharacter / Math.max(prefixed.length, 1));
  const prefix = Math.max(1, Math.min(maxPrefix, room));
  const columns = key.map(
    (part) => quoteIdentifier(part) + (isPrefixed(slots.get(part)) ? `(${prefix})` : ""),
  );
  return [`ALTER TABLE ${sqlTable(table)} ADD INDEX ${quoteIdentifier(name)} (${columns.join(", ")})`];
}

function isPrefixed(slot: Slot | undefined): boolean {
  return (
    (slot?.as === "text" && slot.maxLength === undefined) || slot?.as === "binary" || slot?.as === "json"
  );
}

function tooManyColumns(table: TableName, count: number): ConfigError {
  return new ConfigError(
    `${labelOf(table)} would have ${count} columns, Sluice's own among them; an InnoDB table holds at most ${maxColumns.toLocaleString("en")}. Choose fewer fields, or raw normalization, which needs one column for them all.`,
  );
}

function conflict(table: TableName, column: TableColumn, there: ExistingColumn): ConfigError {
  return new ConfigError(
    `Column "${column.name}" of ${labelOf(table)} is ${there.columnType}, but ${sqlType(column.slot)} is needed now, and the one cannot become the other without loss. Drop or rename the column, or refresh the stream with "overwrite".`,
  );
}
