import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { takeConsoleLock } from "@/lib/bootstrap/console-lock";
import { applyMigrations } from "@/lib/db/migrate";
import { readLastBackup } from "@/lib/workspaces/last-backup";
import { setDatabaseUrl } from "@/lib/env";
import { createEmptyDatabase, startConsoleDatabase } from "@/tests/support/console-database";
import type { CommandContext } from "../command";
import { backupCommand, restoreCommand } from "./commands";

const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };
type Database = Awaited<ReturnType<typeof createEmptyDatabase>>;

/** Whatever a migration may bring: names that need quotes, references in circles, computed and seeded values. */
const first = `
  CREATE TYPE "Mood" AS ENUM ('fine', 'so so', 'it''s "bad"');
  CREATE TABLE "user" (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, t text, "Boss of" bigint REFERENCES "user" (id));
  CREATE TABLE team (id serial PRIMARY KEY, lead bigint REFERENCES "user" (id), mood "Mood", doubled int GENERATED ALWAYS AS (size * 2) STORED, size int);
  ALTER TABLE "user" ADD COLUMN team int REFERENCES team (id);
  CREATE TABLE kinds (i int, f float8, n numeric, b bytea, j jsonb, a text[], ts timestamptz, d date, u uuid, iv interval, dropped int);
  ALTER TABLE kinds DROP COLUMN dropped;
  ALTER TABLE kinds ADD COLUMN later bool DEFAULT true;
  CREATE TABLE setting (name text PRIMARY KEY, value text);
  INSERT INTO setting VALUES ('theme', 'dark');
  CREATE SEQUENCE ticket;
  CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql AS 'SELECT $1 * 2';
`;

const rows = `
  INSERT INTO "user" (t) VALUES ('Ann "the'', quote\\ boss), (x)'), (NULL), (''), (E'line\\nbreak\\t☃ \\\\');
  INSERT INTO team (lead, mood, size) VALUES (1, 'it''s "bad"', 21), (NULL, NULL, NULL);
  UPDATE "user" SET team = 1, "Boss of" = 4;
  INSERT INTO kinds VALUES (-1, 0.1::float8 + 0.2, 'NaN', '\\x00ff5c', '{"a": [1, null, "\\u00e9"]}', ARRAY['x', NULL, 'a,b', '{"'], '2026-11-22 12:34:56.789012+05', 'infinity', '8f14e45f-ceea-467f-a8ed-5d1a3cbd6b6a', '1 mon -2 days', false);
  INSERT INTO kinds (f, n) SELECT 'Infinity', g / 7.0 FROM generate_series(1, 1200) AS g;
  UPDATE setting SET value = 'light';
  SELECT nextval('ticket'), nextval('ticket');
`;

describe("backup and restore", () => {
  let root: string;
  let file: string;
  let printed: string[];
  let context: CommandContext;
  let source: Database;
  let target: Database;

  beforeEach(async () => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), "sluice-test-"));
    file = path.join(root, "saved.backup");
    printed = [];
    context = { root, log, print: (line) => printed.push(line) };
    addMigration("1_first", first);
    source = await createEmptyDatabase();
    target = await createEmptyDatabase();
    await applyMigrations(source.url, path.join(root, "prisma/migrations"));
    await query(source, rows);
  });

  afterEach(async () => {
    await source.drop();
    await target.drop();
    fs.rmSync(root, { recursive: true });
  });

  function addMigration(name: string, script: string): void {
    fs.mkdirSync(path.join(root, "prisma/migrations", name), { recursive: true });
    fs.writeFileSync(path.join(root, "prisma/migrations", name, "migration.sql"), script);
  }

  async function query(database: { url: string }, text: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      const result: unknown = await client.query<Record<string, unknown>>(text);
      return Array.isArray(result) ? [] : (result as pg.QueryResult<Record<string, unknown>>).rows;
    } finally {
      await client.end();
    }
  }

  /** Every row of every table, every constraint, and the next values of sequences. */
  async function everything(database: Database): Promise<unknown> {
    const tables = ['"user"', "team", "kinds", "setting"];
    const contents = await Promise.all(
      tables.map((table) => query(database, `SELECT (t.*)::text AS row FROM ${table} AS t ORDER BY 1`)),
    );
    const constraints = await query(
      database,
      `SELECT conrelid::regclass::text AS tab, conname, pg_get_constraintdef(oid) AS definition FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype <> 'n' ORDER BY 1, 2`,
    );
    const migrations = await query(
      database,
      "SELECT migration_name, checksum FROM _prisma_migrations ORDER BY 1",
    );
    const sequences = await query(database, "SELECT sequencename, last_value FROM pg_sequences ORDER BY 1");
    return { contents, constraints, migrations, sequences };
  }

  async function backUp(database: { url: string }): Promise<void> {
    setDatabaseUrl(database.url);
    await backupCommand.run([file], context);
  }

  async function restore(database: { url: string }, ...options: string[]): Promise<void> {
    setDatabaseUrl(database.url);
    await restoreCommand.run([file, ...options], context);
  }

  it("bring back every value, constraint and sequence", async () => {
    await backUp(source);
    await restore(target);
    expect(await everything(target)).toEqual(await everything(source));
    expect(await query(target, `INSERT INTO "user" (t) VALUES ('next') RETURNING id`)).toEqual([{ id: "5" }]);
    expect(await query(target, "SELECT nextval('ticket') AS next, twice(4)")).toEqual([
      { next: "3", twice: 8 },
    ]);
    expect(printed[0]).toMatch(/^Wrote 1208 rows of 4 tables to /);
    expect(printed.join("\n")).toContain("keep a copy of");
  });

  it("leave a note beside the console's data of the last one", async () => {
    vi.stubEnv("SLUICE_DATA_DIR", root);
    try {
      expect(await readLastBackup(root)).toBeNull();
      await backUp(source);
      const note = await readLastBackup(root);
      expect(note).toEqual({ at: expect.any(Date), file });
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it("write a file that only its owner reads, and never over another", async () => {
    await backUp(source);
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    await expect(backUp(source)).rejects.toThrow(/exists already/);
    expect(fs.readdirSync(root).sort()).toEqual(["prisma", "saved.backup"]);
  });

  it("refuse a database that is not empty, unless told to replace it", async () => {
    await backUp(source);
    await query(
      source,
      "UPDATE setting SET value = 'changed since'; DROP TABLE kinds; CREATE VIEW of_mine AS SELECT 1",
    );
    await expect(restore(source)).rejects.toThrow(/not empty.*--replace/);
    expect(await query(source, "SELECT value FROM setting")).toEqual([{ value: "changed since" }]);

    await restore(source, "--replace");
    expect(await query(source, "SELECT value FROM setting")).toEqual([{ value: "light" }]);
    expect(await query(source, "SELECT count(*)::int AS count FROM kinds")).toEqual([{ count: 1201 }]);
  });

  it("bring an older backup to this version", async () => {
    await backUp(source);
    addMigration("2_second", "ALTER TABLE setting ADD COLUMN note text DEFAULT 'new'");
    await restore(target);
    expect(await query(target, "SELECT * FROM setting")).toEqual([
      { name: "theme", value: "light", note: "new" },
    ]);
    expect(printed).toContain("Brought it to this version: 2_second.");
  });

  it("refuse a backup of a newer version", async () => {
    addMigration("2_second", "CREATE TABLE second (id int)");
    await applyMigrations(source.url, path.join(root, "prisma/migrations"));
    await backUp(source);
    fs.rmSync(path.join(root, "prisma/migrations/2_second"), { recursive: true });
    await expect(restore(target)).rejects.toThrow(/newer version of Sluice.*2_second/);
  });

  it.each([
    ["cut in the middle of its rows", (lines: string[]) => lines.slice(0, 300), /its end is missing/],
    ["robbed of a row", (lines: string[]) => lines.toSpliced(300, 1), /1207 of 1208 rows/],
    ["another file", () => ["hello"], /is no backup of Sluice/],
    [
      "of a later format",
      (lines: string[]) => lines.with(0, (lines[0] ?? "").replace('"version":1', '"version":2')),
      /use a newer Sluice/,
    ],
  ])("leave the database as it was when the file is %s", async (_name, damage, message) => {
    await backUp(source);
    const lines = gunzipSync(fs.readFileSync(file)).toString("utf8").split("\n");
    fs.writeFileSync(file, gzipSync(damage(lines).join("\n")));
    const before = await everything(source);
    await expect(restore(source, "--replace")).rejects.toThrow(message);
    expect(await everything(source)).toEqual(before);
  });

  it("say so when the file is cut in the middle of a block", async () => {
    await backUp(source);
    fs.writeFileSync(file, fs.readFileSync(file).subarray(0, -100));
    await expect(restore(target)).rejects.toThrow(/cannot be read as a backup: unexpected end of file/);
    expect(
      await query(target, "SELECT count(*)::int AS tables FROM pg_tables WHERE schemaname = 'public'"),
    ).toEqual([{ tables: 0 }]);
  });

  it("refuse to restore under a running console, and back it up nevertheless", async () => {
    const lock = await takeConsoleLock({ url: source.url, label: "here", log, onLost: silent });
    await backUp(source);
    await expect(restore(source, "--replace")).rejects.toThrow(/Another Sluice is at work/);
    await lock.release();
  });

  it("carry the console's own tables over themselves", async () => {
    const own = await startConsoleDatabase();
    context.root = path.resolve(import.meta.dirname, "../../..");
    await query(
      own,
      `INSERT INTO "user" (id, email, name, password_hash) VALUES (gen_random_uuid(), 'ann@example.com', 'Ann', 'x')`,
    );
    const before = await query(own, `SELECT * FROM "user"`);
    await backUp(own);
    await query(own, `DELETE FROM "user"`);
    await restore(own, "--replace");
    expect(await query(own, `SELECT * FROM "user"`)).toEqual(before);
    await own.stop();
  });

  it("refuse to back up nothing", async () => {
    await expect(backUp(target)).rejects.toThrow(/nothing to back up/);
    expect(fs.existsSync(file)).toBe(false);
  });
});
