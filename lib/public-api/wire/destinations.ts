import { z } from "zod";
import { pageSchema } from "@/lib/api/paging";
import {
  absent,
  configurationSchema,
  idSchema,
  maxParallelStreamsField,
  resourceAllocationSchema,
} from "./common";

export const destinationCreateSchema = z
  .object({
    name: z.string(),
    workspaceId: idSchema,
    configuration: configurationSchema,
    definitionId: absent(z.string()),
    resourceAllocation: resourceAllocationSchema,
    maxParallelStreams: maxParallelStreamsField,
  })
  .meta({ id: "DestinationCreateRequest" });

export const destinationPatchSchema = z
  .object({
    name: absent(z.string()),
    workspaceId: absent(idSchema),
    configuration: absent(configurationSchema),
    resourceAllocation: resourceAllocationSchema,
    maxParallelStreams: maxParallelStreamsField,
  })
  .meta({ id: "DestinationPatchRequest" });

export const destinationPutSchema = z
  .object({
    name: z.string(),
    configuration: configurationSchema,
    resourceAllocation: resourceAllocationSchema,
    maxParallelStreams: maxParallelStreamsField,
  })
  .meta({ id: "DestinationPutRequest" });

export const destinationSchema = z
  .object({
    destinationId: z.uuid(),
    name: z.string(),
    destinationType: z.string(),
    definitionId: z.string(),
    workspaceId: z.uuid(),
    configuration: configurationSchema,
    /** Seconds since the epoch. */
    createdAt: z.int(),
    /** Beyond Airbyte's API; where the end has a limit of its own. */
    maxParallelStreams: z.int().optional(),
  })
  .meta({ id: "DestinationResponse" });

export const destinationsSchema = pageSchema(destinationSchema).meta({ id: "DestinationsResponse" });
