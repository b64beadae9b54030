import { z } from "zod";

const id = z.uuid();

/** Every event, past tense; `id` of a sent event makes sending it again harmless. */
export const eventSchemas = {
  "sync/requested": z.object({ workspaceId: id, connectionId: id, runId: id }),
  "sync/cancelled": z.object({ workspaceId: id, connectionId: id, runId: id }),
  /** A person has decided on streams that were held. */
  "sync/decided": z.object({ workspaceId: id, connectionId: id, runId: id }),
  "source/check.requested": z.object({ workspaceId: id, sourceId: id }),
  "source/discovery.requested": z.object({ workspaceId: id, sourceId: id }),
  "destination/check.requested": z.object({ workspaceId: id, destinationId: id }),
  /** A delivery waits in the outbox. */
  "notification/stored": z.object({ workspaceId: id, channelId: id, deliveryId: id }),
} as const;

export type EventName = keyof typeof eventSchemas;

export type SluiceEvent = {
  [Name in EventName]: { name: Name; id?: string; data: z.infer<(typeof eventSchemas)[Name]> };
}[EventName];
