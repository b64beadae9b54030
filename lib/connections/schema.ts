import { z } from "zod";
import { configuredStreamSchema } from "@/lib/catalog/schema";
import { isStorable, nameSchema, revisionSchema } from "@/lib/connectors/input";
import { namespaceDefinitions, namespaceFormatSchema } from "./namespace";
import { policiesInput } from "./policies";
import { scheduleSchema } from "./schedule";

const storable = "must not contain NUL or half a character";

const settings = {
  status: z.enum(["active", "inactive"]),
  normalization: z.enum(["raw", "basic"]),
  namespaceDefinition: z.enum(namespaceDefinitions),
  /** Used with custom_format. */
  namespaceFormat: namespaceFormatSchema.refine(isStorable, storable).nullable(),
  prefix: z.string().max(100, "must be at most 100 characters").refine(isStorable, storable),
  schedule: scheduleSchema,
  streams: z.array(configuredStreamSchema).refine(isStorable, storable),
  policies: policiesInput,
};

/** What a new connection is made from; everything but source and destination has a default. */
export const createConnectionInput = z.object({
  sourceId: z.string(),
  destinationId: z.string(),
  /** Default: "<source> → <destination>". */
  name: nameSchema.optional(),
  status: settings.status.default("active"),
  normalization: settings.normalization.default("basic"),
  namespaceDefinition: settings.namespaceDefinition.default("destination"),
  namespaceFormat: settings.namespaceFormat.default(null),
  prefix: settings.prefix.default(""),
  schedule: settings.schedule.default({ type: "manual" }),
  policies: settings.policies.default({}),
  /** Absent: every stream, as full_refresh_overwrite. */
  streams: settings.streams.optional(),
});

export type CreateConnectionInput = z.input<typeof createConnectionInput>;

/** What is absent stays as it is. */
export const updateConnectionInput = z.object({
  revision: revisionSchema.optional(),
  name: nameSchema.optional(),
  status: settings.status.optional(),
  normalization: settings.normalization.optional(),
  namespaceDefinition: settings.namespaceDefinition.optional(),
  namespaceFormat: settings.namespaceFormat.optional(),
  prefix: settings.prefix.optional(),
  schedule: settings.schedule.optional(),
  /** Those that are named; the others stay. */
  policies: settings.policies.optional(),
  /** Also says yes to a change of the source's schema that waits for approval. */
  streams: settings.streams.optional(),
  /** Says yes to the change that waits; the connection is active again. */
  approveSchemaChange: z.literal(true).optional(),
  /** Says no to it where it is new fields alone: they are left out from now on, and the connection is active again. */
  declineSchemaChange: z.literal(true).optional(),
});

export type UpdateConnectionInput = z.input<typeof updateConnectionInput>;
