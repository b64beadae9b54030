import { z } from "zod";
import { pageSchema } from "@/lib/api/paging";
import {
  absent,
  configurationSchema,
  idSchema,
  maxParallelStreamsField,
  resourceAllocationSchema,
} from "./common";

export const sourceCreateSchema = z
  .object({
    name: z.string(),
    workspaceId: idSchema,
    configuration: configurationSchema,
    definitionId: absent(z.string()),
    secretId: absent(z.string()),
    resourceAllocation: resourceAllocationSchema,
    maxParallelStreams: maxParallelStreamsField,
  })
  .meta({ id: "SourceCreateRequest" });

export const sourcePatchSchema = z
  .object({
    name: absent(z.string()),
    workspaceId: absent(idSchema),
    configuration: absent(configurationSchema),
    secretId: absent(z.string()),
    resourceAllocation: resourceAllocationSchema,
    maxParallelStreams: maxParallelStreamsField,
  })
  .meta({ id: "SourcePatchRequest" });

export const sourcePutSchema = z
  .object({
    name: z.string(),
    configuration: configurationSchema,
    resourceAllocation: resourceAllocationSchema,
    maxParallelStreams: maxParallelStreamsField,
  })
  .meta({ id: "SourcePutRequest" });

export const sourceSchema = z
  .object({
    sourceId: z.uuid(),
    name: z.string(),
    sourceType: z.string(),
    definitionId: z.string(),
    workspaceId: z.uuid(),
    configuration: configurationSchema,
    /** Seconds since the epoch. */
    createdAt: z.int(),
    /** Beyond Airbyte's API; where the end has a limit of its own. */
    maxParallelStreams: z.int().optional(),
  })
  .meta({ id: "SourceResponse" });

export const sourcesSchema = pageSchema(sourceSchema).meta({ id: "SourcesResponse" });
