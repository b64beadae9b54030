import { z } from "zod";
import { defineSpec } from "@/connectors/sdk";

const querySchema = z.object({
  name: z.string().trim().min(1).meta({ title: "Name", description: "Of the stream.", order: 0 }),
  sql: z
    .string()
    .trim()
    .transform((sql) => sql.replace(/[;\s]+$/, ""))
    .refine((sql) => sql !== "", { error: "Write a SELECT." })
    .meta({
      title: "Query",
      description: "One SELECT, in DuckDB's SQL. Other files cannot be read by it.",
      examples: ["SELECT customer_id, sum(total) AS total FROM orders GROUP BY ALL"],
      multiline: true,
      order: 1,
    }),
});

export const spec = defineSpec({
  kind: "source",
  id: "duckdb",
  definitionId: "3b6d0c1e-7f52-4c8a-9d0e-5e1f8a2b4c67",
  title: "DuckDB",
  summary: "Reads tables, views and queries of a DuckDB file in the folder for local files.",
  icon: "duckdb",
  config: z
    .object({
      database_path: z
        .string()
        .trim()
        .min(1)
        .refine((path) => !/^(md|motherduck):/i.test(path), {
          error:
            'MotherDuck ("md:…") is not offered. Give a file in the folder for local files, for example "warehouse.duckdb".',
        })
        .meta({
          title: "Database path",
          description: "The database file, inside the folder for local files.",
          examples: ["warehouse.duckdb", "/local/warehouse.duckdb"],
          order: 0,
        }),
      schemas: z
        .array(z.string().trim().min(1))
        .default([])
        .meta({
          title: "Schemas",
          description: "Only tables and views of these. Empty: of all.",
          examples: [["main"]],
          order: 1,
        }),
      queries: z.array(querySchema).default([]).meta({
        title: "Queries",
        description: "Each is a stream of its own, beside the tables and views.",
        order: 2,
      }),
    })
    .superRefine(({ queries }, issues) => {
      for (const [index, { name }] of queries.entries())
        if (queries.findIndex((query) => query.name === name) < index)
          issues.addIssue({
            code: "custom",
            path: ["queries", index, "name"],
            message: `Two queries have the name "${name}".`,
          });
    }),
});

export type DuckdbSourceConfig = ReturnType<typeof spec.parse>;
