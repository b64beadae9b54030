import { z } from "zod";
import { pageSchema } from "@/lib/api/paging";
import { policiesInput } from "@/lib/connections/policies";
import { mapperSchema } from "@/lib/normalization/shape/mappers";
import { absent, idSchema } from "./common";

/** All that Airbyte's clients know; which of them a stream can do is said when a connection is made. */
export const apiSyncModes = [
  "full_refresh_overwrite",
  "full_refresh_overwrite_deduped",
  "full_refresh_append",
  "full_refresh_update",
  "full_refresh_soft_delete",
  "incremental_append",
  "incremental_deduped_history",
  "incremental_update",
  "incremental_soft_delete",
] as const;

/** Fields that Airbyte's API does not have; each may be left out. */
const beyondAirbyte = {
  history: absent(z.boolean()).meta({
    description: "Every version of each row in <table>_scd. Default: with incremental_deduped_history.",
  }),
  deletes: absent(z.enum(["ignore", "soft", "hard"])).meta({
    description:
      "What becomes of rows that are gone at the source: they stay, are marked in _sluice_deleted_at, or are removed.",
  }),
  keepGenerations: absent(z.int().min(0).max(20)).meta({
    description: "How many former generations of an overwritten table stay, to be rolled back to.",
  }),
  arrays: absent(z.enum(["json", "tables"])).meta({
    description: "Arrays of objects as JSON, or as a child table for each.",
  }),
};

const streamSchema = z
  .object({
    name: z.string().min(1),
    namespace: absent(z.string()),
    syncMode: absent(z.enum(apiSyncModes)),
    cursorField: absent(z.array(z.string())),
    primaryKey: absent(z.array(z.array(z.string()))),
    selectedFields: absent(z.array(z.object({ fieldPath: absent(z.array(z.string())) }))),
    destinationObjectName: absent(z.string()),
    includeFiles: absent(z.boolean()),
    mappers: absent(z.array(mapperSchema)),
    ...beyondAirbyte,
  })
  .meta({ id: "StreamConfiguration" });

export type ApiStream = z.output<typeof streamSchema>;

const configurationsSchema = z.object({ streams: absent(z.array(streamSchema)) });

const scheduleSchema = z
  .object({
    scheduleType: z.enum(["manual", "cron", "basic"]),
    cronExpression: absent(z.string()),
    basicTiming: absent(z.string()),
    afterConnectionId: absent(z.string()).meta({
      description:
        "Beyond Airbyte's API, with scheduleType manual: syncs whenever a sync of that connection has succeeded.",
    }),
  })
  .meta({ id: "ConnectionSchedule" });

export type ApiSchedule = z.output<typeof scheduleSchema>;

const schemaUpdates = z.enum(["ignore", "disable_connection", "propagate_columns", "propagate_fully"]);
const namespaceDefinition = z.enum(["source", "destination", "custom_format"]);
const normalization = z.enum(["raw", "basic"]).meta({
  description: "Beyond Airbyte's API: typed columns (basic) or one JSON document for each row (raw).",
});

const settings = {
  name: absent(z.string()),
  configurations: absent(configurationsSchema),
  schedule: absent(scheduleSchema),
  dataResidency: absent(z.string()),
  namespaceDefinition: absent(namespaceDefinition),
  namespaceFormat: absent(z.string()),
  prefix: absent(z.string()),
  nonBreakingSchemaUpdatesBehavior: absent(schemaUpdates),
  status: absent(z.enum(["active", "inactive", "deprecated", "locked"])),
  tags: absent(z.array(z.looseObject({}))),
  normalization: absent(normalization),
  policies: absent(policiesInput),
  approveSchemaChange: absent(z.literal(true)).meta({
    description: "Says yes to a change of the source's schema that has paused the connection.",
  }),
};

export const connectionCreateSchema = z
  .object({ sourceId: idSchema, destinationId: idSchema, ...settings })
  .meta({ id: "ConnectionCreateRequest" });

export const connectionPatchSchema = z.object(settings).meta({ id: "ConnectionPatchRequest" });

export type ConnectionSettings = z.output<typeof connectionPatchSchema>;

const streamResponseSchema = z
  .object({
    name: z.string(),
    namespace: z.string().optional(),
    syncMode: z.enum(apiSyncModes),
    cursorField: z.array(z.string()),
    primaryKey: z.array(z.array(z.string())),
    selectedFields: z.array(z.object({ fieldPath: z.array(z.string()) })).optional(),
    destinationObjectName: z.string().optional(),
    mappers: z.array(z.looseObject({})),
    history: z.boolean().optional(),
    deletes: z.enum(["ignore", "soft", "hard"]).optional(),
    keepGenerations: z.int().optional(),
    arrays: z.enum(["json", "tables"]).optional(),
  })
  .meta({ id: "StreamConfigurationResponse" });

export const connectionSchema = z
  .object({
    connectionId: z.uuid(),
    name: z.string(),
    sourceId: z.uuid(),
    destinationId: z.uuid(),
    workspaceId: z.uuid(),
    status: z.enum(["active", "inactive"]),
    statusReason: z.string().optional(),
    schedule: z.object({
      scheduleType: z.enum(["manual", "cron", "basic"]),
      cronExpression: z.string().optional(),
      basicTiming: z.string().optional(),
      afterConnectionId: z.uuid().optional(),
    }),
    dataResidency: z.string(),
    configurations: z.object({ streams: z.array(streamResponseSchema) }),
    /** Seconds since the epoch. */
    createdAt: z.int(),
    tags: z.array(z.looseObject({})),
    nonBreakingSchemaUpdatesBehavior: schemaUpdates,
    namespaceDefinition,
    namespaceFormat: z.string().optional(),
    prefix: z.string(),
    normalization,
    policies: policiesInput,
    warnings: z.array(z.string()).optional().meta({
      description:
        "Beyond Airbyte's API, in the answer to whoever makes or changes a connection: which tables another connection of the destination writes to as well, and what of the rows that were written before a change does not touch, stream by stream.",
    }),
  })
  .meta({ id: "ConnectionResponse" });

export type ApiConnection = z.input<typeof connectionSchema>;

export const connectionsSchema = pageSchema(connectionSchema).meta({ id: "ConnectionsResponse" });
