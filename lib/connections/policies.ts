import { z } from "zod";

/** How a connection meets what changes or goes wrong. Stored as it is; what is absent has its default. */
export const connectionPoliciesSchema = z.object({
  /**
   * What a run does when the source's schema is another than before: load new fields, and new streams too; pause until
   * a person has approved the difference; or leave new fields out.
   */
  schemaChanges: z
    .enum(["propagate_columns", "propagate_fully", "pause", "ignore"])
    .default("propagate_columns"),
  /** New fields: taken; refused, which fails the run before it reads; or left out, whatever `schemaChanges` says. */
  columns: z.enum(["evolve", "freeze", "discard"]).default("evolve"),
  /** Fields whose type has become another: followed; refused; or null where the value does not fit the former type. */
  types: z.enum(["evolve", "freeze", "discard"]).default("evolve"),
  /** Objects whose fields are known: one JSON column, or a column for each field. */
  objects: z.enum(["json", "flatten"]).default("json"),
  /** A run fails once more rows of one stream than this could not be written. */
  quarantineLimit: z.int().min(0).default(1000),
  /** A full refresh that brings fewer rows than the last verified one, by more than this share, is held. null: never. */
  maxDropPercent: z.number().min(0).max(100).nullable().default(90),
  /** What every run proves: the number of rows, or their content too. */
  verification: z.enum(["counts", "checksums"]).default("counts"),
});

export type ConnectionPolicies = z.infer<typeof connectionPoliciesSchema>;

/** As stored, with the defaults of what is absent. */
export function readPolicies(stored: unknown): ConnectionPolicies {
  return connectionPoliciesSchema.parse(stored);
}
