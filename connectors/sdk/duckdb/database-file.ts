import { mkdir, rmdir, stat } from "node:fs/promises";
import path from "node:path";
import type { Context } from "@/connectors/sdk";
import { translateError } from "./errors";

/** The same for every way to write the path of one file, as far as that can be told without looking at the disk. */
export function fileIdentity(databasePath: string): string {
  return `duckdb:${path.posix.normalize(databasePath.replace(/^\/local(?=\/)/, "."))}`;
}

/** The database file's absolute path; its parent folders are there afterwards. */
export async function prepareFile(databasePath: string, ctx: Context): Promise<string> {
  return (await prepareFolder(databasePath, ctx)).file;
}

/** The same, with the outermost folder that had to be made; null: all were there. */
export async function prepareFolder(
  databasePath: string,
  ctx: Context,
): Promise<{ file: string; made: string | null }> {
  const file = await ctx.localFiles.resolve(databasePath);
  try {
    return { file, made: (await mkdir(path.dirname(file), { recursive: true })) ?? null };
  } catch (error) {
    throw translateError(error, file);
  }
}

/** Takes away the folders that were made for a file, from the innermost up to `made`; one that holds anything stays. */
export async function removeMadeFolders(file: string, made: string): Promise<void> {
  for (let folder = path.dirname(file); folder.startsWith(made); folder = path.dirname(folder)) {
    try {
      await rmdir(folder);
    } catch (error) {
      // Somebody has put something there meanwhile, or has taken it away.
      if (error instanceof Error && "code" in error && /^ENOTEMPTY$|^ENOENT$/.test(String(error.code)))
        return;
      throw translateError(error, file);
    }
  }
}

/** The database file's absolute path, or null where there is none yet. */
export async function findFile(databasePath: string, ctx: Context): Promise<string | null> {
  const file = await ctx.localFiles.resolve(databasePath);
  return stat(file).then(
    () => file,
    () => null,
  );
}
