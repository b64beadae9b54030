import { DuckDBInstance } from "@duckdb/node-api";

/** Runs statements in a DuckDB of its own, for files that it writes or reads. */
export async function runDuckDb(...statements: string[]): Promise<(string | null)[][]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    let rows: (string | null)[][] = [];
    for (const statement of statements) {
      const result = await connection.runAndReadAll(statement);
      rows = result.getRows().map((row) => row.map((value) => (value === null ? null : String(value))));
    }
    return rows;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
