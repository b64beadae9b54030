import { db, pool } from "@/lib/db";
import { nextDue, readSchedule, type Schedule } from "./schedule";

export interface DueConnection {
  id: string;
  workspaceId: string;
  /** The tick that is due. With the id it names the dispatch: sending it twice is sending it once. */
  dueAt: Date;
  schedule: Schedule;
}

/** Active connections of all workspaces whose schedule is due at `now`, longest overdue first. */
export async function listDueConnections(now: Date, limit: number): Promise<DueConnection[]> {
  const rows = await db().connection.findMany({
    where: { status: "active", nextDueAt: { lte: now } },
    select: { id: true, workspaceId: true, nextDueAt: true, schedule: true, followsId: true },
    orderBy: [{ nextDueAt: "asc" }, { id: "asc" }],
    take: limit,
  });
  return rows.flatMap(({ nextDueAt, id, workspaceId, ...stored }) =>
    nextDueAt ? [{ id, workspaceId, dueAt: nextDueAt, schedule: readSchedule(stored) }] : [],
  );
}

/**
 * Moves each connection on to its next tick after `now`; missed ticks coalesce into the one that was dispatched.
 * May run again with the same input. A schedule that was changed in between stays as it was set.
 */
export async function markDispatched(dispatched: DueConnection[], now: Date): Promise<void> {
  if (dispatched.length === 0) return;
  const next = dispatched.map(({ schedule, dueAt }) => nextDue(schedule, now, dueAt));
  await pool().query(
    `UPDATE connection SET next_due_at = done.next_due_at
     FROM unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) AS done (id, due_at, next_due_at)
     WHERE connection.id = done.id AND connection.next_due_at = done.due_at`,
    [dispatched.map(({ id }) => id), dispatched.map(({ dueAt }) => dueAt.toISOString()), next.map(toIso)],
  );
}

function toIso(instant: Date | null): string | null {
  return instant?.toISOString() ?? null;
}
