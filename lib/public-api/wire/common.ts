import { z } from "zod";
import { pageQuery } from "@/lib/api/paging";
import { queryBoolean, queryList } from "@/lib/api/query";
import { maxParallelStreamsSchema } from "@/lib/connectors/input";

/** What Airbyte's clients leave out and what they send as null is the same. */
export const absent = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? undefined);

/** Ids come as text; one that is no UUID is unknown, like any other. */
export const idSchema = z.string().min(1).max(200);

/** What every list of Airbyte's API takes. `includeDeleted` is accepted and finds nothing more: deleted is gone. */
export const pageQuerySchema = z.object({
  ...pageQuery.shape,
  workspaceIds: queryList(z.string()),
  includeDeleted: queryBoolean.optional(),
});

/** Resources are not ours to allocate: accepted as clients send it, and not kept. */
export const resourceAllocationSchema = absent(z.looseObject({})).meta({
  description: "Accepted and not used: Sluice has no containers to size.",
});

export const configurationSchema = z.record(z.string(), z.json());

export const tableSchema = z.object({ namespace: z.string(), name: z.string() });

export const streamsSchema = z.array(z.object({ namespace: absent(z.string()), name: z.string() }));

/** Of sources and destinations. Left out, it stays; null is no limit of one's own. */
export const maxParallelStreamsField = maxParallelStreamsSchema.optional().meta({
  description:
    "Beyond Airbyte's API: how many streams one job moves side by side at this end, at most; null: the console's own limit.",
});
