import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Stream } from "@/connectors/sdk";
import type { Connection, Prisma } from "@/lib/db";
import { requireDestination } from "@/lib/destinations/queries";
import type { MapperSecrets } from "@/lib/normalization/shape/mappers";
import { discoverSource } from "@/lib/sources/discovery";
import { requireSource } from "@/lib/sources/queries";
import type { Scope } from "@/lib/workspaces/scope";
import { openMapperKeys, sealMapperKeys } from "./mapper-secrets";
import { requireConnection } from "./require";
import { createConnectionInput } from "./schema";
import { settleStreams } from "./service";

/** A connection as it stands in the editor: what would be stored, and the stored one that it would replace. */
export const draftInput = createConnectionInput.extend({
  streams: createConnectionInput.shape.streams.unwrap(),
  /** Its ends win over those of the draft, and its policies hold. */
  connectionId: z.uuid().optional(),
});

export type DraftInput = z.input<typeof draftInput>;

export interface SettledDraft {
  /** As it would be stored; nothing is. */
  row: Connection;
  /** null: a new one. */
  before: Connection | null;
  /** What the source offered last. */
  discovered: Stream[];
  mapperSecrets: MapperSecrets;
}

/** Judged as `createConnection` and `updateConnection` judge it, with the same InvalidInputError. */
export async function settleDraft(scope: Scope, input: DraftInput): Promise<SettledDraft> {
  const { connectionId, streams, sourceId, destinationId, ...settings } = draftInput.parse(input);
  const before = connectionId === undefined ? null : await requireConnection(scope, connectionId);
  const source = await requireSource(scope, before?.sourceId ?? sourceId);
  const destination = await requireDestination(scope, before?.destinationId ?? destinationId);
  const owner = { id: before?.id ?? randomUUID(), workspaceId: scope.workspaceId };
  const ends = { sourceId: source.id, connector: destination.connector };
  const settled = await settleStreams(scope, ends, streams);
  const sealed = sealMapperKeys(owner, settled.streams, before ? openMapperKeys(before) : {});
  const row: Connection = {
    ...(before ?? blank()),
    ...settings,
    ...owner,
    name: settings.name ?? "",
    sourceId: source.id,
    destinationId: destination.id,
    policies: before ? before.policies : settings.policies,
    streams: sealed.streams as Prisma.JsonArray,
    sealedSecrets: sealed.sealedSecrets,
    offeredStreams: settled.offeredStreams,
  };
  return {
    row,
    before,
    discovered: await discoverSource(scope, source.id),
    mapperSecrets: openMapperKeys(row),
  };
}

function blank() {
  const now = new Date();
  return {
    pendingChange: null,
    nextDueAt: null,
    followsId: null,
    mutedEvents: [],
    revision: 1,
    createdAt: now,
    updatedAt: now,
  };
}
