import { recordAudit } from "@/lib/audit/service";
import { requireConnection } from "@/lib/connections/require";
import { db } from "@/lib/db";
import type { Scope } from "@/lib/workspaces/scope";
import { readEvents, type ConnectionEvent, type NotificationEvent } from "./events";

export interface MuteInput {
  connectionId: string;
  event: ConnectionEvent;
  muted: boolean;
}

/**
 * Says whether a connection is silent about an event from now on. NotFoundError where the workspace has no such
 * connection. May be repeated. One event at a time, so that two people's changes do not overwrite each other; that is
 * why the connection's revision is not raised.
 */
export async function muteEvent(scope: Scope, input: MuteInput): Promise<NotificationEvent[]> {
  const { connectionId, event, muted } = input;
  const { name, mutedEvents } = await requireConnection(scope, connectionId);
  if (mutedEvents.includes(event) === muted) return readEvents(mutedEvents);
  return db().$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<{ muted: string[] }[]>`
      UPDATE connection
      SET muted_events = array_remove(muted_events, ${event}) || CASE WHEN ${muted} THEN ARRAY[${event}] ELSE '{}' END
      WHERE id = ${connectionId}::uuid AND workspace_id = ${scope.workspaceId}::uuid
      RETURNING muted_events AS muted`;
    const facts = { name, changed: ["mutedEvents"], [muted ? "muted" : "unmuted"]: event };
    await recordAudit(scope, { action: "connection.updated", subject: connectionId, facts }, tx);
    return readEvents(row?.muted ?? []);
  });
}

/** What a connection is silent about. NotFoundError where the workspace has no such connection. */
export async function listMutedEvents(scope: Scope, connectionId: string): Promise<NotificationEvent[]> {
  const { mutedEvents } = await requireConnection(scope, connectionId);
  return readEvents(mutedEvents);
}
