import { quoteLiteral, quoteQualified } from "@/connectors/sdk/mysql/identifiers";
import type { MySqlSession } from "@/connectors/sdk/mysql/session";
import { withLock } from "./client";
import { type MySqlDestinationConfig, tableGrant } from "./config";
import { digest } from "./layout";

/** Sluice's own tables, in the configured database: what is known of each feed, what `finish` came to, and what could not be written. */
export interface StateTables {
  checkpoints: string;
  finished: string;
  quarantine: string;
}

const names = {
  checkpoints: "_sluice_checkpoints",
  finished: "_sluice_finished",
  quarantine: "_sluice_quarantine",
} as const;

export function stateTables(database: string): StateTables {
  return {
    checkpoints: quoteQualified(database, names.checkpoints),
    finished: quoteQualified(database, names.finished),
    quarantine: quoteQualified(database, names.quarantine),
  };
}

const tableOptions = "ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";
const id = (name: string) => `${name} CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL`;
const stamp = (name: string) =>
  `${name} TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP`;

function createStateTables(tables: StateTables): string[] {
  return [
    `CREATE TABLE IF NOT EXISTS ${tables.checkpoints} (${id("feed")} PRIMARY KEY, ${id("connection")}, connection_id LONGTEXT NOT NULL, feed_id LONGTEXT NOT NULL, fence BIGINT NOT NULL, writers LONGTEXT NOT NULL, checkpoint LONGTEXT, loaded LONGTEXT, ${stamp("updated_at")}, KEY by_connection (connection)) ${tableOptions}`,
    `CREATE TABLE IF NOT EXISTS ${tables.finished} (${id("target")} PRIMARY KEY, connection_id LONGTEXT NOT NULL, table_key LONGTEXT NOT NULL, sync_id BIGINT NOT NULL, generation BIGINT NOT NULL, row_count BIGINT NOT NULL, superseded BIGINT NOT NULL, deleted BIGINT, versions BIGINT, shown BIGINT, ${stamp("finished_at")}) ${tableOptions}`,
    `CREATE TABLE IF NOT EXISTS ${tables.quarantine} (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, ${id("connection")}, ${id("feed")}, connection_id LONGTEXT NOT NULL, feed_id LONGTEXT NOT NULL, stream_namespace LONGTEXT, stream_name LONGTEXT NOT NULL, table_namespace LONGTEXT NOT NULL, table_name LONGTEXT NOT NULL, sync_id BIGINT NOT NULL, at DATETIME(3) NOT NULL, \`row\` LONGTEXT, reason LONGTEXT NOT NULL, field LONGTEXT, position LONGTEXT NOT NULL, \`row_number\` BIGINT NOT NULL, KEY by_connection (connection, id), KEY by_feed (feed, sync_id)) ${tableOptions}`,
  ];
}

/** Whether something was ever finished here. */
export async function hasOutcomes(session: MySqlSession, database: string): Promise<boolean> {
  const rows = await session.query(
    "Looking for Sluice's own tables",
    `SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${quoteLiteral(database)} AND TABLE_NAME = ${quoteLiteral(names.finished)}`,
  );
  return rows.length > 0;
}

/** What an older Sluice did not know of yet. */
const addedToFinished = ["deleted", "versions", "shown"];

/** Makes what is missing, as this version of Sluice has it. */
export async function createOwnTables(session: MySqlSession, config: MySqlDestinationConfig): Promise<void> {
  if ((await planOwnTables(session, config.database)).length === 0) return;
  await withLock(session, `sluice:state:${digest([config.database])}`, async () => {
    for (const statement of await planOwnTables(session, config.database))
      await session.run(
        `Creating Sluice's own tables in "${config.database}"`,
        statement,
        tableGrant(config.database, config.username),
      );
  });
}

async function planOwnTables(session: MySqlSession, database: string): Promise<string[]> {
  const rows = await session.query<{ table: string; column: string }>(
    "Looking for Sluice's own tables",
    `SELECT TABLE_NAME AS \`table\`, COLUMN_NAME AS \`column\` FROM information_schema.COLUMNS
      WHERE TABLE_SCHEMA = ${quoteLiteral(database)} AND TABLE_NAME IN (${Object.values(names).map(quoteLiteral).join(", ")})`,
  );
  const tables = stateTables(database);
  const there = new Set(rows.map(({ table }) => table));
  const columns = new Set(rows.filter(({ table }) => table === names.finished).map(({ column }) => column));
  const added = addedToFinished.filter((column) => columns.size > 0 && !columns.has(column));
  return [
    ...(there.size < Object.keys(names).length ? createStateTables(tables) : []),
    ...(added.length > 0
      ? [`ALTER TABLE ${tables.finished} ${added.map((column) => `ADD COLUMN ${column} BIGINT`).join(", ")}`]
      : []),
  ];
}
