import { stat } from "node:fs/promises";
import { ConfigError, type Context } from "@/connectors/sdk";
import { withSession, type Session } from "@/connectors/sdk/duckdb/client";
import { findFile } from "@/connectors/sdk/duckdb/database-file";
import type { DuckdbSourceConfig } from "./config";

/** The absolute path of the database file; ConfigError where there is none. */
export async function requireFile(
  { database_path: path }: DuckdbSourceConfig,
  ctx: Context,
): Promise<string> {
  const file = await findFile(path, ctx);
  if (file !== null) return file;
  throw new ConfigError(
    `There is no file "${path}" in the folder for local files, ${ctx.localFiles.root}. Compare the name, or put the file there.`,
    { field: ["database_path"] },
  );
}

/** In one transaction, so that all is read as it was when reading began. */
export async function reading<Result>(
  config: DuckdbSourceConfig,
  ctx: Context,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const file = await requireFile(config, ctx);
  return withSession(file, ctx, work, "read");
}

/** Changes with every change of the database: what was written, and what waits in the log beside it. */
export async function versionOf(file: string): Promise<string> {
  const states = await Promise.all(
    [file, `${file}.wal`].map((path) =>
      stat(path, { bigint: true }).then(
        ({ size, mtimeNs }) => `${size}-${mtimeNs}`,
        () => "none",
      ),
    ),
  );
  return states.join("/");
}
