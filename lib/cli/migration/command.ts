import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { startEmbeddedPostgres } from "@/lib/bootstrap/postgres";
import { readMigrations } from "@/lib/db/migrate-folder";
import { CommandError, type Command, type CommandContext } from "../command";
import { schemaDifference } from "./schema-engine";

/** The one migration that there is until the first release. */
const initName = "20261122000000_init";

export const migrationCommand: Command = {
  name: "migration",
  usage: "NAME | --replace-init",
  summary: "For developers: writes the migration that leads to prisma/schema.",
  async run(args, context) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { "replace-init": { type: "boolean", default: false } },
    });
    const [name] = positionals;
    if (values["replace-init"]) await replaceInit(context);
    else if (name && /^[a-z0-9]+([-_][a-z0-9]+)*$/i.test(name)) await addMigration(name, context);
    else throw new CommandError("Give a name of letters, digits and underscores, for example add_tags.");
  },
};

async function addMigration(name: string, context: CommandContext): Promise<void> {
  const { migrationsFolder, schemaFolder } = foldersOf(context.root);
  const migrations = readMigrations(migrationsFolder);
  const script = await onScratchServer(context, (serverUrl) =>
    schemaDifference({ migrations, schemaFolder, serverUrl }),
  );
  if (!script) return context.print("The migrations and prisma/schema agree: nothing to write.");
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  writeMigration(context, `${stamp}_${name.toLowerCase().replaceAll("-", "_")}`, script);
}

async function replaceInit(context: CommandContext): Promise<void> {
  const { migrationsFolder, schemaFolder } = foldersOf(context.root);
  fs.mkdirSync(migrationsFolder, { recursive: true });
  const others = readMigrations(migrationsFolder).filter(({ name }) => name !== initName);
  if (others.length > 0) {
    throw new CommandError(
      `There are later migrations (${others.map(({ name }) => name).join(", ")}): add one instead.`,
    );
  }
  const script = await onScratchServer(context, (serverUrl) =>
    schemaDifference({ migrations: [], schemaFolder, serverUrl }),
  );
  if (!script) throw new CommandError("prisma/schema has no models.");
  fs.writeFileSync(path.join(migrationsFolder, "migration_lock.toml"), 'provider = "postgresql"\n');
  writeMigration(context, initName, script);
}

function writeMigration(context: CommandContext, name: string, script: string): void {
  const folder = path.join(foldersOf(context.root).migrationsFolder, name);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "migration.sql"), script);
  context.print(`Wrote prisma/migrations/${name}/migration.sql: read it before you commit it.`);
}

function foldersOf(root: string) {
  return {
    migrationsFolder: path.join(root, "prisma/migrations"),
    schemaFolder: path.join(root, "prisma/schema"),
  };
}

async function onScratchServer<T>(
  context: CommandContext,
  work: (serverUrl: string) => Promise<T>,
): Promise<T> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "sluice-migration-"));
  try {
    const server = await startEmbeddedPostgres({ dataDir, log: context.log });
    try {
      return await work(server.url);
    } finally {
      await server.stop();
    }
  } finally {
    fs.rmSync(dataDir, { recursive: true, force: true });
  }
}
