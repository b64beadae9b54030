import fs from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { createGzip } from "node:zlib";
import pg from "pg";
import { takeConsoleLock } from "@/lib/bootstrap/console-lock";
import { openDatabase, type Database } from "@/lib/bootstrap/database";
import { applyMigrations } from "@/lib/db/migrate";
import { readMigrations } from "@/lib/db/migrate-folder";
import { env } from "@/lib/env";
import { noteBackup } from "@/lib/workspaces/last-backup";
import { CommandError, type Command, type CommandContext } from "../command";
import { dump } from "./dump";
import { readBackup } from "./format";
import { load } from "./load";
import { listTables } from "./tables";

export const backupCommand: Command = {
  name: "backup",
  usage: "FILE",
  summary: "Writes the console's database to FILE; the console may be running.",
  async run(args, context) {
    const [file] = parseArgs({ args, allowPositionals: true }).positionals;
    if (!file)
      throw new CommandError("Name the file to write, for example: npm run sluice -- backup sluice.backup");
    await backUp(path.resolve(file), context);
  },
};

export const restoreCommand: Command = {
  name: "restore",
  usage: "FILE [--replace]",
  summary: "Restores the console's database from FILE; --replace removes what it holds.",
  async run(args, context) {
    const { positionals, values } = parseArgs({
      args,
      allowPositionals: true,
      options: { replace: { type: "boolean", default: false } },
    });
    const [file] = positionals;
    if (!file)
      throw new CommandError("Name the file to read, for example: npm run sluice -- restore sluice.backup");
    await restore(path.resolve(file), values.replace, context);
  },
};

async function backUp(file: string, context: CommandContext): Promise<void> {
  if (fs.existsSync(file)) throw new CommandError(`${file} exists already: name another file.`);
  const { rows, tables } = await withDatabase(context, (client) => writeBackup(client, file));
  const { SLUICE_SECRET_KEY, dataDir } = env();
  noteBackup(dataDir, file);
  const key = SLUICE_SECRET_KEY ? "SLUICE_SECRET_KEY" : path.join(dataDir, "secret.key");
  context.print(`Wrote ${rows} rows of ${tables} tables to ${file}.`);
  context.print(`The secrets in it are sealed: keep a copy of ${key} too, in another place.`);
}

/** A file of that name is a whole backup or does not exist. */
async function writeBackup(client: pg.Client, file: string): Promise<{ rows: number; tables: number }> {
  const part = `${file}.part`;
  const gzip = createGzip();
  const written = pipeline(gzip, fs.createWriteStream(part, { mode: 0o600, flush: true }));
  written.catch(() => undefined); // heard below, or by the next write
  try {
    const counts = await dump(client, gzip);
    gzip.end();
    await written;
    fs.renameSync(part, file);
    return counts;
  } finally {
    gzip.destroy();
    fs.rmSync(part, { force: true });
  }
}

async function restore(file: string, replace: boolean, context: CommandContext): Promise<void> {
  const migrationsFolder = path.join(context.root, "prisma/migrations");
  const { header, entries } = await readBackup(file);
  await withDatabase(context, async (client, database) => {
    const lock = await takeConsoleLock({ ...database, log: context.log, onLost: () => undefined });
    try {
      if (!replace && (await listTables(client)).length > 0) {
        throw new CommandError(
          `${database.label} is not empty. Restore into a new SLUICE_DATA_DIR, or remove what it holds with --replace.`,
        );
      }
      const { rows } = await load(client, {
        header,
        entries,
        known: readMigrations(migrationsFolder),
        replace,
      });
      const { applied } = await applyMigrations(database.url, migrationsFolder);
      context.print(`Restored ${rows} rows from ${file} (made ${header.createdAt}).`);
      if (applied.length > 0) context.print(`Brought it to this version: ${applied.join(", ")}.`);
      context.print("Its secrets open with the key of the installation that made it.");
    } finally {
      await lock.release();
    }
  });
}

async function withDatabase<T>(
  context: CommandContext,
  work: (client: pg.Client, database: Database) => Promise<T>,
): Promise<T> {
  const { DATABASE_URL, dataDir } = env();
  const database = await openDatabase({ url: DATABASE_URL, dataDir, log: context.log });
  const client = new pg.Client({ connectionString: database.url, application_name: "sluice backup" });
  client.on("error", () => undefined); // the query under way fails by itself
  try {
    await client.connect();
    return await work(client, database);
  } finally {
    await client.end();
    await database.stop();
  }
}
