import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { parseCheckpoint, type Checkpoint, type FeedState } from "@/connectors/sdk";
import { db } from "@/lib/db";
import { recordAudit } from "@/lib/audit/service";
import { isStorable } from "@/lib/connectors/input";
import { destinationCall } from "@/lib/destinations/service";
import { ConflictError, NotFoundError, StaleError } from "@/lib/errors";
import { runtime } from "@/lib/runtime";
import type { Scope } from "@/lib/workspaces/scope";
import { requireConnection, requireIdle } from "./require";

/** A checkpoint that was committed once; the newest first. */
export interface PastCheckpoint {
  id: string;
  feedId: string;
  runNumber: number;
  at: Date;
  checkpoint: Checkpoint;
}

/** Where each feed stands, as the destination itself has it. */
export async function getState(scope: Scope, connectionId: string): Promise<FeedState[]> {
  const connection = await requireConnection(scope, connectionId);
  const destination = await destinationCall(scope, connection.destinationId);
  return runtime().pool.run(
    "listStates",
    { destination, connectionId: connection.id },
    { lane: "interactive" },
  );
}

/** What can be rewound to. */
export async function listCheckpoints(
  scope: Scope,
  connectionId: string,
  page: { feedId?: string | undefined; limit: number; offset: number },
): Promise<PastCheckpoint[]> {
  const { id } = await requireConnection(scope, connectionId);
  const entries = await db().checkpointEntry.findMany({
    where: { connectionId: id, ...(page.feedId === undefined ? {} : { feedId: page.feedId }) },
    orderBy: { id: "desc" },
    take: page.limit,
    skip: page.offset,
  });
  return entries.map((entry) => ({
    id: String(entry.id),
    feedId: entry.feedId,
    runNumber: entry.runNumber,
    at: entry.at,
    checkpoint: parseCheckpoint(entry.checkpoint, entry.feedId),
  }));
}

/**
 * Has the next sync read a feed on from a checkpoint of the past, or (null) from its start. What was written stays: with
 * deduplication it is met again, an appended table gets it once more. ConflictError while a run goes on.
 */
export async function rewind(
  scope: Scope,
  connectionId: string,
  { feedId, checkpointId }: { feedId: string; checkpointId: string | null },
): Promise<void> {
  const connection = await requireConnection(scope, connectionId);
  await requireIdle(connection, "rewind");
  const checkpoint =
    checkpointId === null ? null : await findCheckpoint(connection.id, { feedId, checkpointId });
  const destination = await destinationCall(scope, connection.destinationId);
  await runtime().pool.run(
    "replaceState",
    { destination, change: { connectionId: connection.id, feedId, checkpoint } },
    { lane: "interactive" },
  );
  const facts = { feedId, checkpointId };
  await recordAudit(scope, { action: "connection.rewound", subject: connection.id, facts });
}

export const editStateInput = z.object({
  feedId: z.string().min(1),
  /** The position as the person saw it. */
  seen: z.json(),
  position: z.json().refine(isStorable, "must not contain NUL or half a character"),
});

/**
 * Has the next sync read a feed on from a position that a person has written. ConflictError while a run goes on, or where
 * nothing was committed for the feed yet; StaleError where the feed stands somewhere else than at `seen` by now. What a
 * position means only the source knows: one that leads nowhere fails the next run, or has it read from the start.
 */
export async function editState(
  scope: Scope,
  connectionId: string,
  input: z.input<typeof editStateInput>,
): Promise<void> {
  const { feedId, seen, position } = editStateInput.parse(input);
  const connection = await requireConnection(scope, connectionId);
  await requireIdle(connection, "edit the state");
  const feed = (await getState(scope, connectionId)).find((state) => state.feedId === feedId);
  if (!feed) throw new NotFoundError("feed", feedId);
  if (!feed.checkpoint)
    throw new ConflictError("Nothing was committed for this feed yet. Sync once, then edit where it stands.");
  if (!isDeepStrictEqual(feed.checkpoint.position, seen)) throw new StaleError("state");
  const checkpoint = { ...feed.checkpoint, position, complete: true };
  const destination = await destinationCall(scope, connection.destinationId);
  await runtime().pool.run(
    "replaceState",
    { destination, change: { connectionId: connection.id, feedId, checkpoint } },
    { lane: "interactive" },
  );
  await recordAudit(scope, { action: "connection.state_edited", subject: connection.id, facts: { feedId } });
}

async function findCheckpoint(
  connectionId: string,
  { feedId, checkpointId }: { feedId: string; checkpointId: string },
): Promise<Checkpoint> {
  const entry = /^\d{1,18}$/.test(checkpointId)
    ? await db().checkpointEntry.findFirst({ where: { id: BigInt(checkpointId), connectionId, feedId } })
    : null;
  if (!entry) throw new NotFoundError("checkpoint", checkpointId);
  // It ends no run any more: the next one goes on from its position.
  return { ...parseCheckpoint(entry.checkpoint, feedId), complete: true };
}
