import { ConfigError, type Context } from "@/connectors/sdk";
import { quoteQualified } from "@/connectors/sdk/postgres/identifiers";
import { randomBytes } from "node:crypto";
import { createSchemas, withSession } from "./client";
import type { PostgresDestinationConfig } from "./config";
import { createOwnTables } from "./own-tables";
import { putUtf8 } from "./encode-values";
import { stateTables } from "./state";

/**
 * Does what a sync does, in its order: schemas, Sluice's own tables, a table, a row by COPY, reading it, dropping the
 * table. All of it in one transaction that is rolled back, so that nothing stays whatever happens.
 */
export async function checkDestination(config: PostgresDestinationConfig, ctx: Context): Promise<void> {
  ctx.log("info", `Connecting to ${config.host}:${config.port} and signing in as "${config.username}".`);
  await withSession(config, ctx, async (session) => {
    ctx.log("info", `Looking for the schema "${config.schema}" of "${config.database}".`);
    await session.begin("write");
    await createSchemas(session, [config.schema, config.raw_data_schema]);
    await createOwnTables(session, stateTables(config.schema), config.schema);
    const table = quoteQualified(config.schema, `_sluice_check_${randomBytes(6).toString("hex")}`);
    const grant = `GRANT USAGE, CREATE ON SCHEMA "${config.schema}" TO "${config.username}"`;
    ctx.log("info", `Creating a test table in "${config.schema}".`);
    await session.run(
      `Creating a table in "${config.schema}"`,
      `CREATE TABLE ${table} (word varchar)`,
      grant,
    );
    ctx.log("info", "Writing a row to it.");
    const word = randomBytes(6).toString("hex");
    const copy = await session.copyIn("Writing a row", `COPY ${table} FROM STDIN (FORMAT binary)`);
    await session.translated("Writing a row", async () => {
      copy.buffer.ensure(2);
      copy.buffer.view.setInt16(copy.buffer.used, 1);
      copy.buffer.used += 2;
      putUtf8(copy.buffer, word, -1);
      await copy.finish();
    });
    ctx.log("info", "Reading the row back.");
    const rows = await session.query<{ word: string }>("Reading the row", `SELECT word FROM ${table}`);
    if (rows.length !== 1 || rows[0]?.word !== word) {
      throw new ConfigError(
        `A row was written to ${table}, but ${rows.length} came back. A rule, a trigger or row security keeps rows from the tables: take it away.`,
      );
    }
    ctx.log("info", "Removing the test table.");
    await session.run("Dropping the table", `DROP TABLE ${table}`);
    await session.rollback();
  });
}
