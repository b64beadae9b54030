import { streamLabel, type TableName } from "@/connectors/sdk";
import { recordAudit } from "@/lib/audit/service";
import { requireConnection, requireIdle } from "@/lib/connections/require";
import { db, type RunTrigger } from "@/lib/db";
import { destinationCall } from "@/lib/destinations/service";
import { ConflictError, NotFoundError } from "@/lib/errors";
import { runtime } from "@/lib/runtime";
import type { StreamName } from "@/lib/sync/stream-key";
import type { Scope } from "@/lib/workspaces/scope";
import { loadPlan } from "./plan-run";
import { queueRun } from "./request";
import type { Sample } from "./sample-schema";
import type { RunSummary } from "./schema";

/**
 * Asks for the first rows of each stream, read, shaped, written and verified as a run would do it, but into tables of
 * their own: positions, generations and tables of the connection stay as they are. A sample takes the place of the one
 * before it. An inactive connection can be sampled, too. ConflictError while another run has not ended.
 */
export async function requestSample(
  scope: Scope,
  {
    connectionId,
    ...wanted
  }: {
    connectionId: string;
    trigger: RunTrigger;
    sample: Sample;
    streams?: StreamName[];
  },
): Promise<RunSummary> {
  const connection = await requireConnection(scope, connectionId);
  return queueRun(scope, connection, { ...wanted, kind: "sample" });
}

/**
 * Removes the tables that a sample wrote, and what the destination knows of it; the schema stays, empty. ConflictError while a
 * run of the connection goes on, or where the run was no sample. May be repeated. Returns what was removed.
 */
export async function clearSample(scope: Scope, runId: string): Promise<TableName[]> {
  const run = await db().run.findFirst({
    where: { id: runId, workspaceId: scope.workspaceId },
    omit: { plan: true },
    include: { connection: true },
  });
  if (!run) throw new NotFoundError("run", runId);
  if (run.kind !== "sample") throw new ConflictError(`Run ${run.number} is no sample: it is a ${run.kind}.`);
  await requireIdle(run.connection, "remove the sample");
  if (run.startedAt === null) return [];
  const destination = await destinationCall(scope, run.connection.destinationId, { runNumber: run.number });
  const { streams } = await loadPlan(runId);
  for (const plan of streams) {
    await runtime().pool.run("clear", { destination, plan }, { lane: "interactive" });
    const { namespace, name } = plan.table;
    const message = `The sample ${namespace}.${name} was removed.`;
    await db().runLog.create({ data: { runId, level: "info", stream: streamLabel(plan.stream), message } });
  }
  await recordAudit(scope, { action: "run.sample_cleared", subject: runId, facts: { number: run.number } });
  return streams.map(({ table }) => table);
}
