import { streamLabel } from "@/connectors/sdk";
import { db, Prisma, type Connection, type Run } from "@/lib/db";
import { destinationCall } from "@/lib/destinations/service";
import { runtime } from "@/lib/runtime";
import { whileActive } from "./active";
import { takeFence } from "./lease";
import { makePlan } from "./plan-run";
import { systemScope } from "./scope";
import { requireSoleTables } from "./sole-tables";

/**
 * Removes what the run's streams have written: their tables, what is staged for them and their checkpoints; the next
 * sync begins anew. Streams the run is not about stay as they are. ConfigError, and nothing removed, where another
 * connection has written to one of the tables. May be repeated.
 */
export async function clearStreams(run: Run, connection: Connection): Promise<void> {
  if ((await takeFence(connection.id, run.id)) === null) return;
  await db().run.updateMany({
    where: { id: run.id, activeConnectionId: { not: null } },
    data: { status: "running", startedAt: run.startedAt ?? new Date() },
  });
  const {
    plan: { streams, reads },
    claims,
  } = await makePlan(run, connection, "sync");
  await db().$transaction((tx) => requireSoleTables(tx, connection, claims, { empties: true }));
  const destination = await destinationCall(systemScope(run.workspaceId), connection.destinationId, {
    runNumber: run.number,
  });
  await whileActive(run.id, async (signal) => {
    for (const plan of streams) {
      await runtime().pool.run("clear", { destination, plan }, { lane: "sync", signal });
      await db().runLog.create({
        data: {
          runId: run.id,
          level: "info",
          stream: streamLabel(plan.stream),
          message: `Cleared ${plan.table.namespace}.${plan.table.name}${plan.history ? ` and ${plan.history.name}` : ""}.`,
        },
      });
    }
  });
  for (const { stream } of reads)
    await db().streamGeneration.updateMany({
      where: { connectionId: connection.id, namespace: stream.namespace ?? "", name: stream.name },
      data: { schema: Prisma.DbNull, shown: null, tableKeys: [], isSole: false },
    });
}
