import { z } from "zod";
import { mapperSchema } from "@/lib/normalization/shape/mappers";
import { syncModes } from "@/lib/sync/modes";

export const syncModeSchema = z.enum(syncModes);

/** A stream as the connection's owner chose it. Streams that are not chosen are not listed. */
export const configuredStreamSchema = z.object({
  namespace: z.string().optional(),
  name: z.string().min(1),
  syncMode: syncModeSchema,
  /** One top-level field; empty: the source's own. */
  cursorField: z.array(z.string()).default([]),
  /** Paths; empty: the source's own. */
  primaryKey: z.array(z.array(z.string())).default([]),
  /** Top-level fields; absent: all, also those that appear later. */
  selectedFields: z.array(z.string()).optional(),
  /** The table's name, in place of prefix and stream name. */
  destinationName: z.string().optional(),
  /** Every version of each row in a history table; absent: with incremental_deduped_history, where it is offered. */
  history: z.boolean().optional(),
  /** Rows that are gone at the source. Absent: removed. Set with full_refresh_overwrite, it is a merge and no swap. */
  deletes: z.enum(["ignore", "soft", "hard"]).optional(),
  /** Of an overwritten table: how many former generations stay, to be rolled back to. */
  keepGenerations: z.int().min(0).max(20).optional(),
  /** Applied in their order, before anything leaves the worker. */
  mappers: z.array(mapperSchema).optional(),
  /** Arrays of objects: JSON, or a child table for each. */
  arrays: z.enum(["json", "tables"]).optional(),
});

export type ConfiguredStream = z.infer<typeof configuredStreamSchema>;
