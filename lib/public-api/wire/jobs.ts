import { z } from "zod";
import { pageSchema } from "@/lib/api/paging";
import { runFailureSchema } from "@/lib/runs/schema";
import { absent, idSchema, pageQuerySchema, streamsSchema, tableSchema } from "./common";

const jobTypes = ["sync", "reset", "refresh", "clear", "verify", "repair"] as const;
/** Beyond Airbyte's API; asked for by routes of their own. */
const allJobTypes = [...jobTypes, "sample", "replay"] as const;
const jobStatuses = [
  "pending",
  "queued",
  "running",
  "incomplete",
  "failed",
  "succeeded",
  "cancelled",
] as const;

export const jobParams = z.object({ jobId: z.string() });

export const jobCreateSchema = z
  .object({
    connectionId: idSchema,
    jobType: z.enum(jobTypes),
    streams: absent(streamsSchema).meta({
      description:
        "Beyond Airbyte's API: the streams that a refresh, clear, verify or repair is about. Default: all.",
    }),
  })
  .meta({ id: "JobCreateRequest" });

export const jobDecisionSchema = z.object({ accept: z.boolean() }).meta({ id: "JobDecisionRequest" });

/** With up to nine digits of a second, as clients send them; finer than a millisecond is cut. */
const instantSchema = z.iso.datetime({ offset: true, local: true }).transform((text) => {
  const [instant = text] = /^.{19}(\.\d{1,3})?/.exec(text) ?? [];
  const zone = /(Z|[+-]\d{2}:?\d{2})$/i.exec(text)?.[0] ?? "Z";
  return new Date(instant + zone);
});

export const jobsQuerySchema = z.object({
  ...pageQuerySchema.shape,
  connectionId: idSchema.optional(),
  jobType: z.enum(allJobTypes).optional(),
  status: z.enum(jobStatuses).optional(),
  createdAtStart: instantSchema.optional(),
  createdAtEnd: instantSchema.optional(),
  updatedAtStart: instantSchema.optional(),
  updatedAtEnd: instantSchema.optional(),
  orderBy: z
    .string()
    .regex(/^(createdAt|updatedAt)\|(ASC|DESC)$/, "must be createdAt or updatedAt, then |ASC or |DESC")
    .optional(),
});

export type JobsQuery = z.output<typeof jobsQuerySchema>;

export const jobSchema = z
  .object({
    jobId: z.int(),
    status: z.enum(jobStatuses),
    jobType: z.enum(allJobTypes),
    /** When the job was asked for. */
    startTime: z.iso.datetime(),
    connectionId: z.uuid(),
    /** Once the job has ended. */
    lastUpdatedAt: z.iso.datetime().optional(),
    /** ISO 8601, once the job has begun: PT8H6M12S. */
    duration: z.string().optional(),
    /** Committed in the destination. */
    bytesSynced: z.int().optional(),
    rowsSynced: z.int().optional(),
  })
  .meta({ id: "JobResponse" });

const waitsSchema = z.object({ source: z.int(), transform: z.int(), destination: z.int() });

const bottleneckSchema = z
  .object({
    part: z.enum(["source", "transform", "destination"]).nullable(),
    percent: z.int(),
    advice: z.string(),
  })
  .nullable()
  .meta({ description: "What held it up, and what would help; null where it was too short to tell." });

/** One job, with what Airbyte's API does not have. */
export const jobDetailSchema = jobSchema
  .extend({
    failure: runFailureSchema
      .pick({ kind: true, message: true, stream: true, errorId: true })
      .optional()
      .meta({ description: "Of a job that failed: what happened, where, and what to do." }),
    waitedMs: waitsSchema,
    bottleneck: bottleneckSchema,
    streams: z.array(
      z.object({
        namespace: z.string().optional(),
        name: z.string(),
        table: tableSchema.nullable().meta({ description: "null before the job is planned." }),
        phase: z.string(),
        rowsRead: z.int(),
        rowsWritten: z.int(),
        rowsQuarantined: z.int(),
        verified: z.boolean().nullable(),
        waitedMs: waitsSchema,
        bottleneck: bottleneckSchema,
      }),
    ),
  })
  .meta({ id: "JobDetailResponse" });

export type ApiJobDetail = z.input<typeof jobDetailSchema>;

export type ApiJob = z.input<typeof jobSchema>;

export const jobsSchema = pageSchema(jobSchema).meta({ id: "JobsResponse" });
