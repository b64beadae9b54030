import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { createTestDatabase, type TestDatabase } from "./postgres";

const orders = `
  CREATE TABLE orders (id int PRIMARY KEY, status text, amount numeric(10,2), updated_at timestamptz NOT NULL);
  INSERT INTO orders SELECT i, CASE i % 2 WHEN 0 THEN 'paid' ELSE 'open' END, i / 4.0, timestamptz '2026-01-01' + i * interval '1 s'
    FROM generate_series(1, 1000) AS i;
  CREATE TABLE notes (text text, at int);
  INSERT INTO notes SELECT 'note ' || i, i FROM generate_series(1, 50) AS i;
`;

export interface SluiceLab {
  source: TestDatabase;
  target: TestDatabase;
  /** An empty folder. */
  folder: string;
  /** --from and --to of the two databases. */
  ends: string[];
}

/** Two databases for a test file of the command line, with the same two tables in the source before each test. */
export function useSluiceLab(): () => SluiceLab {
  let lab: SluiceLab;
  beforeAll(async () => {
    const source = await createTestDatabase("cli_source");
    const target = await createTestDatabase("cli_target");
    const folder = await mkdtemp(path.join(tmpdir(), "sluice-cli-"));
    lab = { source, target, folder, ends: ["--from", source.url, "--to", target.url] };
  });
  afterAll(async () => {
    await lab.source.drop();
    await lab.target.drop();
    await rm(lab.folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    for (const database of [lab.source, lab.target]) {
      const schemas = await database.query<{ name: string }>(
        "SELECT quote_ident(nspname) AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'",
      );
      for (const { name } of schemas) await database.query(`DROP SCHEMA ${name} CASCADE`);
      await database.query("CREATE SCHEMA public");
    }
    await lab.source.query(orders);
  });
  return () => lab;
}

export function rowsOf(database: TestDatabase, table: string, columns = "id, status, amount, updated_at") {
  return database.query(`SELECT ${columns} FROM ${table} ORDER BY 1`);
}
