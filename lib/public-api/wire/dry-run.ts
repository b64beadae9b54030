import { z } from "zod";
import { absent, streamsSchema, tableSchema } from "./common";

export const dryRunRequestSchema = z
  .object({
    jobType: absent(z.enum(["sync", "refresh"])).meta({ description: "Default: sync." }),
    streams: absent(streamsSchema).meta({ description: "What a refresh is about. Default: all streams." }),
  })
  .meta({ id: "DryRunRequest" });

export const dryRunSchema = z
  .object({
    connectionId: z.uuid(),
    schemaChanges: z.object({
      verdict: z.enum(["apply", "pause", "refuse"]).meta({
        description: "Followed; waiting for approval, the connection paused; or failing the run.",
      }),
      messages: z.array(z.string()),
    }),
    streams: z.array(
      z.object({
        namespace: z.string().optional(),
        name: z.string(),
        mode: z.enum(["full_refresh", "incremental"]),
        write: z.enum(["append", "overwrite", "deduped"]),
        table: tableSchema,
        statements: z.array(z.string()),
        warnings: z.array(z.string()),
        since: z
          .object({ jobId: z.int(), at: z.string().nullable(), position: z.unknown() })
          .nullable()
          .meta({ description: "The checkpoint that is gone on from; null: the start." }),
        estimate: z
          .object({
            rows: z.int().nullable(),
            bytes: z.int().nullable(),
            seconds: z.number().nullable(),
            basis: z.enum(["source", "runs"]).nullable(),
          })
          .nullable()
          .meta({ description: "null for a child table: its rows come with those of its parent." }),
      }),
    ),
  })
  .meta({ id: "DryRunResponse" });
