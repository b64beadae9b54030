import { z } from "zod";
import type { JsonObject } from "@/connectors/sdk";
import { configSchema, maxParallelStreamsSchema, nameSchema, revisionSchema } from "@/lib/connectors/input";

export const createDestinationInput = z.object({
  name: nameSchema,
  /** Id or definition id. */
  connector: z.string(),
  config: configSchema,
  maxParallelStreams: maxParallelStreamsSchema.optional(),
  /** The caller has just checked this very configuration, and it passed. */
  isChecked: z.boolean().default(false),
});

export type CreateDestinationInput = z.input<typeof createDestinationInput>;

export const updateDestinationInput = z.object({
  revision: revisionSchema.optional(),
  name: nameSchema.optional(),
  config: configSchema.optional(),
  maxParallelStreams: maxParallelStreamsSchema.optional(),
  /** How `config` relates to what is stored; see UpdateMode of lib/secrets/merge.ts. */
  mode: z.enum(["patch", "put", "form"]).default("form"),
  isChecked: z.boolean().default(false),
});

export type UpdateDestinationInput = z.input<typeof updateDestinationInput>;

/** A destination as pages and answers show it: never with a secret. */
export interface DestinationView {
  id: string;
  workspaceId: string;
  name: string;
  connector: string;
  /** With masks where secrets are. */
  config: JsonObject;
  /** Of the last check of the configuration as it is now; null before the first. */
  checkedAt: Date | null;
  checkError: string | null;
  connectionCount: number;
  maxParallelStreams: number | null;
  revision: number;
  createdAt: Date;
  updatedAt: Date;
}
