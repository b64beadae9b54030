import { z } from "zod";
import { absent, idSchema, streamsSchema } from "./common";

const positionSchema = z.unknown().meta({ description: "The source's own; opaque to everybody else." });

export const stateSchema = z
  .object({
    connectionId: z.uuid(),
    feeds: z.array(
      z.object({
        feedId: z.string(),
        jobId: z.int().nullable(),
        position: positionSchema,
        isComplete: z.boolean(),
      }),
    ),
  })
  .meta({ id: "ConnectionStateResponse" });

export const checkpointsQuerySchema = z.object({
  feedId: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  offset: z.coerce.number().int().min(0).default(0),
});

export const checkpointsSchema = z
  .object({
    data: z.array(
      z.object({
        checkpointId: z.string(),
        feedId: z.string(),
        jobId: z.int(),
        at: z.string(),
        position: positionSchema,
      }),
    ),
  })
  .meta({ id: "CheckpointsResponse" });

export const rewindSchema = z
  .object({
    feedId: z.string().min(1),
    checkpointId: z.string().nullable().meta({ description: "null: the feed's start." }),
  })
  .meta({ id: "RewindRequest" });

export const quarantineQuerySchema = z.object({
  namespace: z.string().optional(),
  name: z.string().optional(),
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

export const quarantineSchema = z
  .object({
    data: z.array(
      z.object({
        id: z.string(),
        namespace: z.string().optional(),
        name: z.string(),
        jobId: z.int(),
        at: z.string(),
        reason: z.string(),
        field: z.string().optional(),
        row: z.record(z.string(), z.string().nullable()).nullable(),
      }),
    ),
  })
  .meta({ id: "QuarantineResponse" });

export const quarantineDiscardSchema = z
  .object({ ids: z.array(z.string()).min(1).max(1000) })
  .meta({ id: "QuarantineDiscardRequest" });

export const quarantineReplaySchema = z
  .object({ streams: absent(streamsSchema).meta({ description: "Default: all streams of the connection." }) })
  .meta({ id: "QuarantineReplayRequest" });

export const discardedSchema = z.object({ discarded: z.int() }).meta({ id: "QuarantineDiscardResponse" });

export const connectionParams = z.object({ connectionId: idSchema });
