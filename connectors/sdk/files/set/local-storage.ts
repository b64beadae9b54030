import { lstat, readdir, stat } from "node:fs/promises";
import path from "node:path";
import type { Context } from "../../context";
import { ConfigError } from "../../errors";
import type { FileStorage, ListedFile } from "./storage";
import type { PathFilter } from "./glob";

const filesPerPage = 1000;

/**
 * The folder for local files. Links to files are followed where they stay inside it, links to folders are not; what a
 * link leads out to is left out, with a line in the log.
 */
export function createLocalStorage(): FileStorage {
  return {
    label: "the folder for local files",
    list: listLocal,
    locate: (file) => ({ storage: "local", path: file.path, label: file.path }),
    has: async (name, ctx) => (await statOf(await ctx.localFiles.resolve(name))) !== null,
  };
}

async function* listLocal(filter: PathFilter, ctx: Context): AsyncGenerator<ListedFile[]> {
  let page: ListedFile[] = [];
  for (const prefix of filter.prefixes) {
    const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
    await ctx.localFiles.resolve(folder === "" ? "." : folder); // throws where it leads outside
    for await (const name of walk(folder, ctx)) {
      if (!filter.matches(name)) continue;
      const file = await listed(name, ctx);
      if (file) page.push(file);
      if (page.length >= filesPerPage) yield page.splice(0);
    }
  }
  if (page.length > 0) yield page;
  page = [];
}

/** Paths of everything below a folder that is no folder. */
async function* walk(folder: string, ctx: Context): AsyncGenerator<string> {
  ctx.signal.throwIfAborted();
  const absolute = path.join(ctx.localFiles.root, folder);
  const entries = await readdir(absolute, { withFileTypes: true }).catch((error: unknown) => {
    if (isGone(error)) return [];
    throw new ConfigError(`The folder "${folder}" cannot be listed: ${String(error)}`, { cause: error });
  });
  for (const entry of entries) {
    const name = folder + entry.name;
    if (entry.isDirectory()) yield* walk(`${name}/`, ctx);
    else if (entry.isFile() || entry.isSymbolicLink()) yield name;
  }
}

async function listed(name: string, ctx: Context): Promise<ListedFile | null> {
  const inside = await ctx.localFiles.resolve(name).catch(async (error: unknown) => {
    if (!(error instanceof ConfigError)) throw error;
    const isLink = (await statOf(path.join(ctx.localFiles.root, name), lstat))?.isSymbolicLink() ?? false;
    if (isLink) ctx.log("warn", `"${name}" is a link that leads nowhere or outside; it is left out.`);
    return null;
  });
  const stats = inside === null ? null : await statOf(inside);
  if (!stats?.isFile()) return null;
  const { size, mtimeMs, ctimeMs, ino } = stats;
  return {
    path: name,
    size,
    modifiedMs: Math.floor(mtimeMs),
    version: `${mtimeMs}:${size}`,
    identity: { size, modifiedMs: mtimeMs, statusChangedMs: ctimeMs, inode: ino },
  };
}

async function statOf(file: string, look = stat) {
  return look(file).catch((error: unknown) => {
    if (isGone(error)) return null;
    throw error;
  });
}

function isGone(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
