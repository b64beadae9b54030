import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pool } from "@/lib/db";
import { startConsoleDatabase, type ConsoleDatabase } from "@/tests/support/console-database";

describe("startConsoleDatabase", () => {
  let database: ConsoleDatabase;

  beforeAll(async () => {
    database = await startConsoleDatabase();
  });
  afterAll(() => database.stop());

  it("gives db() and pool() a migrated database, and empties it on reset", async () => {
    await pool().query("CREATE TABLE noted (id serial, text text)");
    await pool().query("INSERT INTO noted (text) VALUES ('a'), ('b')");
    await database.reset();
    const { rows } = await pool().query("INSERT INTO noted (text) VALUES ('c') RETURNING id");
    expect(rows).toEqual([{ id: 1 }]);
    expect(
      (await pool().query("SELECT count(*)::int AS count FROM _prisma_migrations")).rows[0]?.count,
    ).toBeGreaterThan(0);
  });

  it("is nobody else's", async () => {
    const other = await startConsoleDatabase();
    expect(other.url).not.toBe(database.url);
    await other.stop();
  });
});
