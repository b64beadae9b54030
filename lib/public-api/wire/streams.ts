import { z } from "zod";
import { queryBoolean } from "@/lib/api/query";
import { apiSyncModes } from "./connections";
import { idSchema } from "./common";

export const streamsQuerySchema = z.object({
  sourceId: idSchema,
  /** Only sync modes that this destination carries out. */
  destinationId: idSchema.optional(),
  /** Asks the source anew instead of answering from the last discovery. */
  ignoreCache: queryBoolean.optional(),
});

export const streamPropertiesSchema = z
  .object({
    streamName: z.string(),
    /** In small letters, as Airbyte's API has it. */
    streamnamespace: z.string().optional(),
    syncModes: z.array(z.enum(apiSyncModes)),
    defaultCursorField: z.array(z.string()),
    sourceDefinedCursorField: z.boolean(),
    sourceDefinedPrimaryKey: z.array(z.array(z.string())),
    propertyFields: z.array(z.array(z.string())),
  })
  .meta({ id: "StreamProperties" });

export type ApiStreamProperties = z.input<typeof streamPropertiesSchema>;

/** Not a page: the list itself. */
export const streamsSchema = z.array(streamPropertiesSchema).meta({ id: "StreamPropertiesResponse" });
