import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createEmptyDatabase } from "@/tests/support/console-database";
import { applyMigrations } from "./migrate";

describe("applyMigrations", () => {
  let database: Awaited<ReturnType<typeof createEmptyDatabase>>;
  let client: pg.Client;
  let folder: string;

  beforeEach(async () => {
    database = await createEmptyDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "sluice-test-"));
    write("1_first", "CREATE TABLE first (id int); INSERT INTO first VALUES (1);");
    write("2_second", "CREATE TABLE second (id int);");
  });

  afterEach(async () => {
    await client.end();
    await database.drop();
    fs.rmSync(folder, { recursive: true });
  });

  function write(name: string, script: string): void {
    fs.mkdirSync(path.join(folder, name), { recursive: true });
    fs.writeFileSync(path.join(folder, name, "migration.sql"), script);
  }

  async function tables(): Promise<string[]> {
    const { rows } = await client.query<{ name: string }>(
      "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1",
    );
    return rows.map(({ name }) => name);
  }

  it("brings an empty database up to date, in order, and does nothing the second time", async () => {
    expect(await applyMigrations(database.url, folder)).toEqual({
      applied: ["1_first", "2_second"],
      created: true,
    });
    expect(await tables()).toEqual(["_prisma_migrations", "first", "second"]);
    expect(await applyMigrations(database.url, folder)).toEqual({ applied: [], created: false });
  });

  it("applies what has come since", async () => {
    await applyMigrations(database.url, folder);
    write("3_third", "CREATE TABLE third (id int);");
    expect(await applyMigrations(database.url, folder)).toEqual({ applied: ["3_third"], created: false });
  });

  it("keeps rows that Prisma's own tools read", async () => {
    await applyMigrations(database.url, folder);
    const { rows } = await client.query(
      `SELECT length(id) AS id, checksum, migration_name, logs, rolled_back_at, applied_steps_count,
              finished_at >= started_at AS finished FROM _prisma_migrations ORDER BY migration_name LIMIT 1`,
    );
    expect(rows).toEqual([
      {
        id: 36,
        // sha256sum of the script
        checksum: "8e5ae63deb3b2c04b6e63453a8e40cda3c895c869c3e7c1edb5f01a8645c13a9",
        migration_name: "1_first",
        logs: null,
        rolled_back_at: null,
        applied_steps_count: 1,
        finished: true,
      },
    ]);
  });

  it("leaves no trace of a migration that fails, and keeps those before it", async () => {
    write("3_third", "CREATE TABLE third (id int); SELECT 1 / 0;");
    await expect(applyMigrations(database.url, folder)).rejects.toThrow(
      /3_third failed and was undone: division by zero/,
    );
    expect(await tables()).toEqual(["_prisma_migrations", "first", "second"]);
    write("3_third", "CREATE TABLE third (id int);");
    expect(await applyMigrations(database.url, folder)).toEqual({ applied: ["3_third"], created: false });
  });

  it("applies each migration once when several processes come at the same time", async () => {
    const results = await Promise.all([1, 2, 3, 4].map(() => applyMigrations(database.url, folder)));
    expect(results.flatMap(({ applied }) => applied).sort()).toEqual(["1_first", "2_second"]);
    expect((await client.query("SELECT * FROM first")).rowCount).toBe(1);
  });

  it("refuses a database with migrations it does not know, and changes nothing", async () => {
    write("9_future", "CREATE TABLE future (id int);");
    await applyMigrations(database.url, folder);
    fs.rmSync(path.join(folder, "9_future"), { recursive: true });
    write("3_third", "CREATE TABLE third (id int);");
    await expect(applyMigrations(database.url, folder)).rejects.toThrow(
      /newer version of Sluice.*9_future.*Nothing was changed/,
    );
    expect(await tables()).toEqual(["_prisma_migrations", "first", "future", "second"]);
  });

  it("refuses a migration that was edited after it had been applied", async () => {
    await applyMigrations(database.url, folder);
    write("1_first", "CREATE TABLE first (id bigint);");
    await expect(applyMigrations(database.url, folder)).rejects.toThrow(/1_first was changed after/);
  });

  it("refuses a database that a failed `prisma migrate` left half changed, until it is resolved", async () => {
    await applyMigrations(database.url, folder);
    write("3_third", "CREATE TABLE third (id int);");
    await client.query(
      "INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('x', 'c', '3_third')",
    );
    await expect(applyMigrations(database.url, folder)).rejects.toThrow(/3_third failed on this database/);
    await client.query("UPDATE _prisma_migrations SET rolled_back_at = now() WHERE id = 'x'");
    expect((await applyMigrations(database.url, folder)).applied).toEqual(["3_third"]);
  });

  it("refuses a database that holds somebody else's tables", async () => {
    await client.query("CREATE TABLE customers (id int)");
    await expect(applyMigrations(database.url, folder)).rejects.toThrow(
      /used by something else.*customers.*of its own/,
    );
    expect(await tables()).toEqual(["customers"]);
  });

  it("waits for Prisma's lock", async () => {
    await client.query("SELECT pg_advisory_lock(72707369)");
    const migrated = applyMigrations(database.url, folder);
    await expect
      .poll(
        async () =>
          (await client.query("SELECT 1 FROM pg_locks WHERE NOT granted AND objid = 72707369")).rowCount,
      )
      .toBe(1);
    expect(await tables()).toEqual([]);
    await client.query("SELECT pg_advisory_unlock(72707369)");
    expect((await migrated).applied).toHaveLength(2);
  });
});
