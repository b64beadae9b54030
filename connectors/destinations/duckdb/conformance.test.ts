import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe } from "vitest";
import { describeDestinationConformance } from "@/connectors/sdk/testing";
import { existsSync } from "node:fs";
import { spec } from "./config";
import { duckdbDestination } from "./index";
import { listTables, query, readRows } from "./testing/file";

describe("DuckDB", () => {
  describeDestinationConformance({
    destination: duckdbDestination,
    setUp: async ({ localFiles }) => {
      const file = path.join(localFiles.root, "warehouse.duckdb");
      await writeFile(path.join(localFiles.root, "notes.txt"), "This is no database.");
      return {
        config: spec.parse({ destination_path: "warehouse.duckdb" }),
        refused: [
          { config: spec.parse({ destination_path: "notes.txt" }), says: /notes\.txt.*not a DuckDB file/ },
          {
            config: spec.parse({ destination_path: "notes.txt/x.duckdb" }),
            says: /notes\.txt\/x\.duckdb.*cannot be followed/,
          },
          { config: spec.parse({ destination_path: "../outside.duckdb" }), says: /outside/ },
        ],
        readRows: (table) => (existsSync(file) ? readRows(file, table) : Promise.resolve(null)),
        tamper: async ({ namespace, name }, statement) => {
          await query(file, statement(`"${namespace}"."${name}"`));
        },
        listTables: () => (existsSync(file) ? listTables(file) : Promise.resolve([])),
        tearDown: () => Promise.resolve(),
      };
    },
  });
});
