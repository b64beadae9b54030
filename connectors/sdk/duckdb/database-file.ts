import { mkdir, stat } from "node:fs/promises";
import path from "node:path";
import type { Context } from "@/connectors/sdk";
import { translateError } from "./errors";

/** The same for every way to write the path of one file, as far as that can be told without looking at the disk. */
export function fileIdentity(databasePath: string): string {
  return `duckdb:${path.posix.normalize(databasePath.replace(/^\/local(?=\/)/, "."))}`;
}

/** The database file's absolute path; its parent folders are there afterwards. */
export async function prepareFile(databasePath: string, ctx: Context): Promise<string> {
  const file = await ctx.localFiles.resolve(databasePath);
  try {
    await mkdir(path.dirname(file), { recursive: true });
  } catch (error) {
    throw translateError(error, file);
  }
  return file;
}

/** The database file's absolute path, or null where there is none yet. */
export async function findFile(databasePath: string, ctx: Context): Promise<string | null> {
  const file = await ctx.localFiles.resolve(databasePath);
  return stat(file).then(
    () => file,
    () => null,
  );
}
