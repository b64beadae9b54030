import { rm } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { ConfigError, type Context } from "@/connectors/sdk";
import { withSession, type Session } from "@/connectors/sdk/duckdb/client";
import { findFile, prepareFolder, removeMadeFolders } from "@/connectors/sdk/duckdb/database-file";
import type { DuckdbConfig } from "./config";
import { quote } from "@/connectors/sdk/duckdb/names";
import { qualify } from "./layout";

/** Writes a table of its own, reads it back and removes it; a file and folders that were not there before are removed too. */
export async function checkDestination(config: DuckdbConfig, ctx: Context): Promise<void> {
  const existed = (await findFile(config.destination_path, ctx)) !== null;
  ctx.log("info", `${existed ? "Opening" : "Creating"} ${config.destination_path}.`);
  const { file, made } = await prepareFolder(config.destination_path, ctx);
  try {
    await withSession(file, ctx, (session) => probe(session, config, ctx));
  } finally {
    if (!existed) await Promise.all([file, `${file}.wal`].map((path) => rm(path, { force: true })));
    if (made !== null) await removeMadeFolders(file, made);
  }
}

async function probe(session: Session, config: DuckdbConfig, ctx: Context): Promise<void> {
  const schema = `${quote(session.catalog)}.${quote(config.schema)}`;
  const table = qualify(session, { namespace: config.schema, name: `_sluice_check_${randomUUID()}` });
  const [known] = await session.rows(
    "SELECT 1 FROM duckdb_schemas() WHERE database_name = $1 AND lower(schema_name) = lower($2)",
    [session.catalog, config.schema],
  );
  if (!known) await session.run(`CREATE SCHEMA ${schema}`);
  ctx.log("info", `Writing a test table to "${config.schema}".`);
  await session.run(`CREATE TABLE ${table} AS SELECT 42 AS answer`);
  ctx.log("info", "Reading it back.");
  const answer = await session.number(`SELECT answer FROM ${table}`);
  ctx.log("info", "Removing it.");
  await session.run(`DROP TABLE ${table}`);
  if (!known) await session.run(`DROP SCHEMA ${schema}`);
  if (answer !== 42)
    throw new ConfigError(`${session.file} gave back ${answer} where 42 was written. Look at its disk.`);
}
