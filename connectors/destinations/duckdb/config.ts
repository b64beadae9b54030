import { z } from "zod";
import { defineSpec } from "@/connectors/sdk";

export const spec = defineSpec({
  kind: "destination",
  id: "duckdb",
  definitionId: "94bd199c-2ff0-4aa2-b98e-17f0acb72610",
  title: "DuckDB",
  summary: "Writes tables of a DuckDB file in the folder for local files.",
  icon: "duckdb",
  config: z.object({
    destination_path: z
      .string()
      .trim()
      .min(1)
      .refine((path) => !/^(md|motherduck):/i.test(path), {
        error:
          'MotherDuck ("md:…") is not offered. Give a file in the folder for local files, for example "warehouse.duckdb".',
      })
      .refine((path) => !/^:memory:/i.test(path), {
        error:
          'A database in memory would be gone after each run. Give a file, for example "warehouse.duckdb".',
      })
      .refine((path) => !/[/\\]$/.test(path), {
        error: 'This is a folder. Give a file in it, for example "warehouse.duckdb".',
      })
      .meta({
        title: "Destination path",
        description:
          "The database file, inside the folder for local files. It is created if it is not there, and so are its parent folders.",
        examples: ["warehouse.duckdb", "/local/warehouse.duckdb"],
        order: 0,
      }),
    schema: z
      .string()
      .trim()
      .min(1)
      .default("main")
      .meta({
        title: "Default schema",
        description:
          "Where tables go when the connection names no namespace. It is created if it is not there.",
        examples: ["main"],
        order: 1,
      }),
  }),
});

export type DuckdbConfig = ReturnType<typeof spec.parse>;
