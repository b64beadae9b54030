import { lstat, realpath } from "node:fs/promises";
import path from "node:path";
import type { LocalFiles } from "./context";
import { ConfigError } from "./errors";

const airbytePrefix = /^\/local(?=\/|$)/;

/** The guard in front of the local file system; see LocalFiles. `root` must exist. */
export function createLocalFiles(root: string): LocalFiles {
  return { root, resolve: (requested) => resolveInside(root, requested) };
}

async function resolveInside(root: string, requested: string): Promise<string> {
  if (requested.includes("\0")) throw outside(root, requested.replaceAll("\0", "\\0"));
  const realRoot = await realpath(root);
  const relative = requested.replace(airbytePrefix, ".");
  const candidate = path.resolve(
    realRoot,
    relative.startsWith(`${root}${path.sep}`) ? path.relative(root, relative) : relative,
  );
  const real = await realpathOfNearest(candidate).catch((cause: unknown) => {
    throw new ConfigError(`The path "${requested}" cannot be followed: ${String(cause)}`, { cause });
  });
  if (real !== realRoot && !real.startsWith(realRoot + path.sep)) throw outside(root, requested);
  return real;
}

/** realpath of a path that need not exist yet: its nearest existing ancestor is resolved, the rest is appended. */
async function realpathOfNearest(candidate: string): Promise<string> {
  try {
    return await realpath(candidate);
  } catch (error) {
    if (!isMissing(error) || (await isLink(candidate))) throw error;
    const parent = path.dirname(candidate);
    if (parent === candidate) return candidate;
    return path.join(await realpathOfNearest(parent), path.basename(candidate));
  }
}

/** A link to nowhere is not "missing": writing to it would create its target, wherever that is. */
async function isLink(candidate: string): Promise<boolean> {
  return lstat(candidate).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function outside(root: string, requested: string): ConfigError {
  return new ConfigError(
    `The path "${requested}" leads outside the folder for local files, ${root}. Use a path inside it, for example "data.csv".`,
  );
}
