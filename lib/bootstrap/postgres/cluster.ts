import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { serverEnvironment, type Binaries } from "./binaries";
import { EmbeddedPostgresError, hasCode } from "./errors";
import { giveTo, serverPathOf, type Layout } from "./layout";
import { isAlive } from "./postmaster";
import type { ServerUser } from "./server-user";

export const superuser = "sluice";

/** The folder that the server keeps its files in, made at the first start. Killed in the middle, it leaves nothing half made. */
export async function ensureCluster(
  layout: Layout,
  binaries: Binaries,
  user: ServerUser | undefined,
): Promise<void> {
  const version = clusterVersion(layout.cluster);
  if (version === binaries.majorVersion) return;
  if (version !== undefined) throw wrongVersion(layout, version, binaries.majorVersion);
  removeLeftovers(layout.folder);
  const name = `data.new-${process.pid}-${randomBytes(4).toString("hex")}`;
  const fresh = path.join(layout.folder, name);
  try {
    await initialize(layout, name, binaries, user);
    renameUnlessThere(fresh, layout.cluster);
  } finally {
    fs.rmSync(fresh, { recursive: true, force: true });
  }
}

/** The superuser's password, made with the folder; 0600. Of two simultaneous first starts one writes it and both read it. */
export function ensurePassword(layout: Layout): string {
  const existing = readPassword(layout);
  if (existing !== undefined) return existing;
  if (clusterVersion(layout.cluster) !== undefined) {
    throw new EmbeddedPostgresError(
      `${layout.passwordFile} is missing: the database in ${layout.folder} cannot be opened without it. Put it back from your copy.`,
    );
  }
  const fresh = `${layout.passwordFile}.new-${randomBytes(4).toString("hex")}`;
  fs.writeFileSync(fresh, `${randomBytes(24).toString("hex")}\n`, { mode: 0o600 });
  try {
    fs.linkSync(fresh, layout.passwordFile);
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
  } finally {
    fs.rmSync(fresh);
  }
  return ensurePassword(layout);
}

async function initialize(
  layout: Layout,
  name: string,
  binaries: Binaries,
  user: ServerUser | undefined,
): Promise<void> {
  const passwordCopy = `${name}.password`;
  fs.writeFileSync(path.join(layout.folder, passwordCopy), `${ensurePassword(layout)}\n`, { mode: 0o600 });
  giveTo(path.join(layout.folder, passwordCopy), user);
  const root = serverPathOf(layout);
  const options = [
    ...["-D", path.join(root, name), "-U", superuser, `--pwfile=${path.join(root, passwordCopy)}`],
    ...["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin"],
    ...["--builtin-locale=C.UTF-8", "-c", "dynamic_shared_memory_type=mmap"],
  ];
  try {
    await runInitdb(binaries.initdb, options, layout.folder, user);
  } finally {
    fs.rmSync(path.join(layout.folder, passwordCopy), { force: true });
  }
}

async function runInitdb(
  program: string,
  options: string[],
  folder: string,
  user: ServerUser | undefined,
): Promise<void> {
  const descriptor = fs.openSync(folder, fs.constants.O_RDONLY);
  const child = spawn(program, options, {
    ...user,
    cwd: folder,
    env: serverEnvironment,
    stdio: ["ignore", "pipe", "pipe", descriptor],
  });
  fs.closeSync(descriptor);
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => (said += text));
  }
  const [code] = await once(child, "close");
  if (code === 0) return;
  throw new EmbeddedPostgresError(
    `The embedded database could not be created in ${folder}: ${said.trim().split("\n").slice(-5).join("\n")}`,
  );
}

/** The major version that the folder was made by; undefined when there is none yet. */
function clusterVersion(cluster: string): number | undefined {
  try {
    return Number(fs.readFileSync(path.join(cluster, "PG_VERSION"), "utf8"));
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function wrongVersion(layout: Layout, found: number, expected: number): EmbeddedPostgresError {
  const way =
    found > expected
      ? "It was made by a newer version of Sluice: update this one, or set SLUICE_DATA_DIR to another folder."
      : "Make a backup with the version of Sluice that it belongs to, move the folder away and restore the backup.";
  return new EmbeddedPostgresError(
    `The database in ${layout.folder} is of PostgreSQL ${found}, this version of Sluice brings ${expected}. ${way} Nothing was changed.`,
  );
}

/** Loses against another first start that came earlier. */
function renameUnlessThere(fresh: string, cluster: string): void {
  try {
    fs.renameSync(fresh, cluster);
  } catch (error) {
    if (!hasCode(error, "ENOTEMPTY", "EEXIST")) throw error;
  }
}

function removeLeftovers(folder: string): void {
  for (const entry of fs.readdirSync(folder)) {
    const pid = /^data\.new-(\d+)-/.exec(entry)?.[1];
    if (pid && !isAlive(Number(pid))) fs.rmSync(path.join(folder, entry), { recursive: true, force: true });
  }
}

function readPassword(layout: Layout): string | undefined {
  try {
    return fs.readFileSync(layout.passwordFile, "utf8").trim();
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}
