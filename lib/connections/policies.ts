import { z } from "zod";

/** How a connection meets what changes or goes wrong. */
const policies = z.object({
  /**
   * What a run does when the source's schema is another than before: load new fields, and new streams too; pause until
   * a person has approved the difference; or leave new fields out.
   */
  schemaChanges: z.enum(["propagate_columns", "propagate_fully", "pause", "ignore"]),
  /** New fields: taken; refused, which fails the run before it reads; or left out. */
  columns: z.enum(["evolve", "freeze", "discard"]),
  /** Fields whose type has become another: followed; refused; or left out. */
  types: z.enum(["evolve", "freeze", "discard"]),
  /** Objects whose fields are known: one JSON column, or a column for each field. */
  objects: z.enum(["json", "flatten"]),
  /** A run fails once more rows of one stream than this could not be written. */
  quarantineLimit: z.int().min(0),
  /** A full refresh that brings fewer rows than the last verified one, by more than this share, is held. null: never. */
  maxDropPercent: z.number().min(0).max(100).nullable(),
  /** What every run proves: the number of rows, or their content too. */
  verification: z.enum(["counts", "checksums"]),
});

export type ConnectionPolicies = z.infer<typeof policies>;

const defaults: ConnectionPolicies = {
  schemaChanges: "propagate_columns",
  columns: "evolve",
  types: "evolve",
  objects: "json",
  quarantineLimit: 1000,
  maxDropPercent: 90,
  verification: "counts",
};

/** Those that are named; what is absent stays, or has its default. */
export const policiesInput = policies.partial();

/** As stored, with the defaults of what is absent. */
export function readPolicies(stored: unknown): ConnectionPolicies {
  return policies.parse({ ...defaults, ...policiesInput.parse(stored) });
}
