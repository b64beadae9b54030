import { db } from "@/lib/db";

/**
 * A run's right to write. A sync's exclusivity is ours, not the executor's: cancellation never stops a step that is
 * running, so each writer is opened with a fence higher than any before, and the destination lets the highest alone
 * commit. The fence only rises; it belongs to the connection, not to the run.
 */
export async function takeFence(connectionId: string, runId: string): Promise<number | null> {
  const rows = await db().$queryRaw<{ fence: bigint }[]>`
    INSERT INTO connection_lease (connection_id, fence, run_id, heartbeat_at)
    SELECT active_connection_id, 1, id, now() FROM run
    WHERE id = ${runId}::uuid AND active_connection_id = ${connectionId}::uuid
    ON CONFLICT (connection_id) DO UPDATE
    SET fence = connection_lease.fence + 1, run_id = excluded.run_id, heartbeat_at = now()
    RETURNING fence`;
  const [row] = rows;
  return row ? Number(row.fence) : null;
}

/** Longer than any roll back of a generation takes, which may have to copy a table. */
const maxHoldMs = 60 * 60_000;

/**
 * Keeps the lease to itself while `work` changes a connection's tables without a run: a run that begins meanwhile waits
 * before its first write, and another holder for its turn. One transaction, so that the lease is free again when this
 * process dies.
 */
export function holdLease<Result>(connectionId: string, work: () => Promise<Result>): Promise<Result> {
  return db().$transaction(
    async (transaction) => {
      await transaction.$executeRaw`
        INSERT INTO connection_lease (connection_id) VALUES (${connectionId}::uuid)
        ON CONFLICT (connection_id) DO UPDATE SET fence = connection_lease.fence`;
      return work();
    },
    { timeout: maxHoldMs },
  );
}

/** A destination knows a higher fence than this console (its database came from a backup): go on above that one. */
export async function raiseFence(connectionId: string, atLeast: number): Promise<void> {
  await db().$executeRaw`
    UPDATE connection_lease SET fence = greatest(fence, ${atLeast}) WHERE connection_id = ${connectionId}::uuid`;
}

/** Says that the run is being worked on; false once it has ended (cancelled, closed): the work is to stop. */
export async function beat(connectionId: string, runId: string): Promise<boolean> {
  const touched = await db().$executeRaw`
    UPDATE connection_lease SET heartbeat_at = now()
    WHERE connection_id = ${connectionId}::uuid AND run_id = ${runId}::uuid
      AND EXISTS (SELECT 1 FROM run WHERE id = ${runId}::uuid AND active_connection_id IS NOT NULL)`;
  return touched > 0;
}
