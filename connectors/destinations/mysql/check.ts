import { randomBytes } from "node:crypto";
import { ConfigError, type Context } from "@/connectors/sdk";
import { quoteLiteral, quoteQualified } from "@/connectors/sdk/mysql/identifiers";
import type { MySqlSession } from "@/connectors/sdk/mysql/session";
import { createDatabases, inTransaction, withSession } from "./client";
import { type MySqlDestinationConfig, tableGrant } from "./config";
import { openLoader } from "./loader";

/**
 * Does what a sync does, in its order: a table, altering and renaming it, a row by the way that rows go, reading it,
 * dropping the table. A database that is missing is created and stays; a table that a crash leaves behind says so by its
 * name.
 */
export async function checkDestination(config: MySqlDestinationConfig, ctx: Context): Promise<void> {
  ctx.log("info", `Connecting to ${config.host}:${config.port} and signing in as "${config.username}".`);
  await withSession(config, ctx, async (session) => {
    ctx.log("info", `Looking for the database "${config.database}".`);
    await createDatabases(session, [config.database, config.raw_data_schema ?? config.database], config);
    const name = `_sluice_check_${randomBytes(6).toString("hex")}`;
    const table = quoteQualified(config.database, name);
    const renamed = quoteQualified(config.database, `${name}_2`);
    const grant = tableGrant(config.database, config.username);
    const run = (doing: string, sql: string) => session.run(doing, sql, grant);
    ctx.log("info", `Creating a test table in "${config.database}".`);
    await run(
      `Creating a table in "${config.database}"`,
      `CREATE TABLE ${table} (word VARCHAR(40), note VARCHAR(40)) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4`,
    );
    try {
      ctx.log("info", "Changing and renaming it.");
      await run("Changing the table", `ALTER TABLE ${table} ADD INDEX word (word)`);
      await run("Renaming the table", `RENAME TABLE ${table} TO ${renamed}, ${renamed} TO ${table}`);
      ctx.log("info", "Writing a row to it and reading it back.");
      await writeRow(session, ctx, { table, grant });
      await run("Deleting rows", `DELETE FROM ${table}`);
    } finally {
      ctx.log("info", "Removing the test table.");
      await run("Dropping the table", `DROP TABLE ${table}`);
    }
  });
}

async function writeRow(
  session: MySqlSession,
  ctx: Context,
  { table, grant }: { table: string; grant: string },
): Promise<void> {
  const word = `🌍 ${randomBytes(6).toString("hex")}`;
  await inTransaction(session, async () => {
    const loader = await openLoader({
      session,
      ctx,
      label: "a table of its own",
      grant,
      isCareful: false,
      target: {
        table,
        columns: [{ name: "word", isBytes: false }],
        constants: new Map(),
        fallback: { column: "", sql: "" },
      },
    });
    loader.add([word]);
    await loader.end();
  });
  const rows = await session.query<{ word: string }>(
    "Reading the row",
    `SELECT word FROM ${table} WHERE word = ${quoteLiteral(word)}`,
    grant,
  );
  if (rows[0]?.word === word) return;
  throw new ConfigError(
    `A row was written to ${table}, but it did not come back as it was: a proxy or the server changes texts or keeps rows. The database must hold utf8mb4.`,
  );
}
