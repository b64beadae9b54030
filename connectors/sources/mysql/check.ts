import { ConfigError, type Context, logLeftOut } from "@/connectors/sdk";
import { quoteIdentifier, quoteQualified } from "@/connectors/sdk/mysql/identifiers";
import { lookAtRelations } from "./catalog";
import { withSnapshot } from "./client";
import { type MySqlSourceConfig, selectGrant } from "./config";
import { leftOutOf } from "./left-out";

/** Connects, looks at the database, reads a row, and tells what will not be offered. */
export async function checkSource(config: MySqlSourceConfig, ctx: Context): Promise<void> {
  const grant = selectGrant(config);
  ctx.log("info", `Connecting to ${config.host}:${config.port} and signing in as "${config.username}".`);
  await withSnapshot(config, ctx, async (session) => {
    ctx.log("info", `Looking at the tables of "${config.database}".`);
    const found = await lookAtRelations(session, config.database);
    const { relations } = found;
    const readable = relations.find(({ isView }) => !isView) ?? relations[0];
    if (!readable) throw nothingToRead(config);
    const column = readable.columns[0]?.name ?? "";
    const table = quoteQualified(readable.database, readable.name);
    ctx.log("info", `Reading a row of ${table}.`);
    await session.query(
      `Reading a row of ${table}`,
      `SELECT ${quoteIdentifier(column)} FROM ${table} LIMIT 1`,
      grant,
    );
    logLeftOut(ctx, leftOutOf(found, config.username));
  });
}

/** The server tells nobody of tables that he may not read, so that both cases look the same. */
function nothingToRead(config: MySqlSourceConfig): ConfigError {
  return new ConfigError(
    `There is no table or view in "${config.database}" that "${config.username}" may read: create one, name another database, or run as an administrator: ${selectGrant(config)}`,
    { field: ["database"] },
  );
}
