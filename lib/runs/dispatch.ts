import { listDueConnections, markDispatched } from "@/lib/connections/service";
import { db } from "@/lib/db";
import { runtime } from "@/lib/runtime";
import type { SluiceEvent } from "@/lib/inngest/events";

const batchSize = 500;
/** A run without a sign of life for so long has lost its event or its executor. */
const strayAfterMs = 120_000;

/**
 * Queues one run for each connection that is due, and sends their events. A connection whose last run has not ended
 * is left for its next turn. May be repeated: a connection that was dispatched is due again only at its next instant.
 */
export async function dispatchDueSyncs(now: Date): Promise<{ dispatched: number; skipped: number }> {
  let dispatched = 0;
  let skipped = 0;
  for (;;) {
    const due = await listDueConnections(now, batchSize);
    if (due.length === 0) return { dispatched, skipped };
    const created = await db().run.createManyAndReturn({
      data: due.map(({ id, workspaceId }) => ({
        workspaceId,
        connectionId: id,
        activeConnectionId: id,
        trigger: "schedule" as const,
      })),
      skipDuplicates: true,
      select: { id: true, workspaceId: true, connectionId: true },
    });
    await runtime().send(
      created.map(({ id, workspaceId, connectionId }) => syncRequested(workspaceId, connectionId, id)),
    );
    await markDispatched(due, now);
    dispatched += created.length;
    skipped += due.length - created.length;
  }
}

/** Sends the event again for runs that nobody seems to work on; the singleton drops it where somebody does. */
export async function resumeStrayRuns(now: Date): Promise<{ resumed: number }> {
  const quietSince = new Date(now.getTime() - strayAfterMs);
  const stray = await db().$queryRaw<{ id: string; workspaceId: string; connectionId: string }[]>`
    SELECT run.id, run.workspace_id AS "workspaceId", run.connection_id AS "connectionId"
    FROM run LEFT JOIN connection_lease lease ON lease.run_id = run.id
    WHERE run.active_connection_id IS NOT NULL AND run.created_at < ${quietSince}
      AND coalesce(lease.heartbeat_at, '-infinity') < ${quietSince}`;
  if (stray.length > 0) {
    await runtime().send(
      stray.map(({ id, workspaceId, connectionId }) => syncRequested(workspaceId, connectionId, id)),
    );
  }
  return { resumed: stray.length };
}

function syncRequested(workspaceId: string, connectionId: string, runId: string): SluiceEvent {
  return { name: "sync/requested", data: { workspaceId, connectionId, runId } };
}
