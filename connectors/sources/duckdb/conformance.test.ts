import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe } from "vitest";
import { DuckDBInstance } from "@duckdb/node-api";
import { describeSourceConformance } from "@/connectors/sdk/testing";
import { spec } from "./config";
import { duckdbSource } from "./index";

async function run(file: string, ...statements: string[]): Promise<void> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}

describe("the DuckDB source", () => {
  describeSourceConformance({
    source: duckdbSource,
    setUp: async ({ localFiles }) => {
      const file = path.join(localFiles.root, "warehouse.duckdb");
      await run(
        file,
        "CREATE TABLE orders (id INTEGER PRIMARY KEY, note VARCHAR, happened TIMESTAMPTZ)",
        "INSERT INTO orders SELECT i, 'note ' || i, make_timestamptz(i * 1000000) FROM range(7000) AS rows(i)",
        "CREATE TABLE tags (name VARCHAR, weight DOUBLE)",
        "INSERT INTO tags VALUES ('one', 1.5), (NULL, NULL), ('one', 1.5)",
        "CREATE VIEW some_orders AS SELECT id, note FROM orders WHERE id < 20",
      );
      await writeFile(
        path.join(localFiles.root, "notes.txt"),
        "This is no database, but long enough to be looked at.",
      );
      const queries = [{ name: "totals", sql: "SELECT count(*) AS orders FROM orders;" }];
      let id = 100_000;
      return {
        config: spec.parse({ database_path: "/local/warehouse.duckdb", queries }),
        refused: [
          { config: spec.parse({ database_path: "nowhere.duckdb" }), says: /no file "nowhere\.duckdb"/ },
          { config: spec.parse({ database_path: "notes.txt" }), says: /not a DuckDB file/ },
          { config: spec.parse({ database_path: "../outside" }), says: /outside/ },
          {
            config: spec.parse({ database_path: "warehouse.duckdb", schemas: ["nothing"] }),
            says: /nothing to read/,
          },
          {
            config: spec.parse({
              database_path: "warehouse.duckdb",
              queries: [{ name: "q", sql: "SELECT nope" }],
            }),
            says: /"q" is refused.*nope/,
          },
          {
            config: spec.parse({
              database_path: "warehouse.duckdb",
              queries: [{ name: "q", sql: "FROM read_text('/etc/hostname')" }],
            }),
            says: /"q" is refused/,
          },
        ],
        rowCounts: { "main.orders": 7000, "main.tags": 3, "main.some_orders": 20, totals: 1 },
        addRow: () => run(file, `INSERT INTO orders VALUES (${id++}, 'late', now())`),
        tearDown: () => Promise.resolve(),
      };
    },
  });
});
