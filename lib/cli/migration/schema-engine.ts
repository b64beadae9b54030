import { randomBytes } from "node:crypto";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
} from "@prisma/driver-adapter-utils";
import type { DiffTarget, MigrationList, SchemaContainer, SchemaEngine } from "@prisma/schema-engine-wasm";
import pg from "pg";
import type { Migration } from "@/lib/db/migrate-folder";

/** What Prisma's engine answers when the two sides are equal. */
const emptyScript = "-- This is an empty migration.";

export interface SchemaDifference {
  /** The database's side: undefined for an empty one. */
  migrations: Migration[];
  /** Folder of `*.prisma` files. */
  schemaFolder: string;
  /** A server on which a scratch database may be created and dropped. */
  serverUrl: string;
}

/**
 * The SQL that leads from the migrations to the schema, or undefined when they agree. By Prisma's own schema engine in
 * its WebAssembly form: the native one would be downloaded.
 */
export async function schemaDifference(options: SchemaDifference): Promise<string | undefined> {
  const files = readSchema(options.schemaFolder);
  const from: DiffTarget =
    options.migrations.length === 0
      ? { tag: "empty" }
      : { tag: "migrations", ...migrationList(options.migrations) };
  return withScratchDatabase(options.serverUrl, async (server, scratch) => {
    const engine = await createEngine(files, server, scratch);
    const { stdout } = await engine.diff({
      from,
      to: { tag: "schemaDatamodel", files },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    engine.free();
    const script = stdout?.trim() ?? "";
    return script === "" || script === emptyScript ? undefined : `${script}\n`;
  });
}

function readSchema(folder: string): SchemaContainer[] {
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith(".prisma"))
    .map((name) => path.join(folder, name))
    .map((file) => ({ path: file, content: fs.readFileSync(file, "utf8") }));
}

function migrationList(migrations: Migration[]): MigrationList {
  return {
    baseDir: "/migrations",
    lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
    shadowDbInitScript: "",
    migrationDirectories: migrations.map(({ name, script }) => ({
      path: name,
      migrationFile: { path: "migration.sql", content: { tag: "ok", value: script } },
    })),
  };
}

async function createEngine(
  files: SchemaContainer[],
  server: pg.Pool,
  scratch: pg.Pool,
): Promise<SchemaEngine> {
  engineClass ??= loadEngine();
  const factory = new PrismaPg(server);
  factory.connectToShadowDb = async () => withCharacters(await new PrismaPg(scratch).connect());
  const models = files.map((file): [string, string] => [file.path, file.content]);
  const { SchemaEngine } = await engineClass;
  const adapter = bindMigrationAwareSqlAdapterFactory(factory);
  return SchemaEngine.new({ datamodels: models }, () => undefined, adapter);
}

/** Its bindings hold one instance per process. */
let engineClass: ReturnType<typeof loadEngine> | undefined;

/** Bundlers load such modules; Node needs it done by hand. */
async function loadEngine() {
  const bindings = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const entry = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm");
  const program = fs.readFileSync(path.join(path.dirname(entry), "schema_engine_bg.wasm"));
  const { instance } = await WebAssembly.instantiate(program, { "./schema_engine_bg.js": bindings as never });
  bindings.__wbg_set_wasm(instance.exports);
  (instance.exports.__wbindgen_start as () => void)();
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: reportPanic } });
  return bindings;
}

function reportPanic(message: string): never {
  throw new Error(`Prisma's schema engine failed: ${message}`);
}

const systemCharOid = 18;
const textOid = 25;

/** The engine reads system tables with columns of type "char", which the adapter does not know: they go as text. */
class SystemCharPool extends pg.Pool {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the overloads of pg's `query` cannot be stated otherwise
  override async query(...args: any[]): Promise<any> {
    const result = await (super.query as (...values: unknown[]) => Promise<pg.QueryResult>).apply(this, args);
    for (const field of result.fields ?? []) {
      if (field.dataTypeID === systemCharOid) field.dataTypeID = textOid;
    }
    return result;
  }
}

async function withScratchDatabase<T>(
  serverUrl: string,
  work: (server: pg.Pool, scratch: pg.Pool) => Promise<T>,
): Promise<T> {
  const name = `sluice_scratch_${randomBytes(6).toString("hex")}`;
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const server = new SystemCharPool({ connectionString: serverUrl });
  const scratch = new SystemCharPool({ connectionString: url.toString() });
  try {
    await server.query(`CREATE DATABASE ${name}`);
    return await work(server, scratch);
  } finally {
    await scratch.end();
    await server.query(`DROP DATABASE IF EXISTS ${name}`);
    await server.end();
  }
}

/** Except where the engine insists on a single character. */
function withCharacters<T extends SqlDriverAdapter>(connection: T): T {
  const queryRaw = connection.queryRaw.bind(connection);
  connection.queryRaw = async (query) => {
    const result = await queryRaw(query);
    const index = result.columnNames.indexOf("constraint_type");
    if (index >= 0) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  return connection;
}
