import { recordAudit } from "@/lib/audit/service";
import { configuredStreamSchema } from "@/lib/catalog/schema";
import { requireConnection } from "@/lib/connections/require";
import { Prisma, db, type Connection, type RunKind, type RunTrigger } from "@/lib/db";
import { ConflictError, InvalidInputError, NotFoundError } from "@/lib/errors";
import { runtime } from "@/lib/runtime";
import { streamKey, type StreamName } from "@/lib/sync/stream-key";
import type { Scope } from "@/lib/workspaces/scope";
import type { Sample } from "./sample-schema";
import { abortRun } from "./active";
import { sumRun } from "./committed";
import { streamLabel } from "@/connectors/sdk";
import { toRunSummary } from "./queries";
import type { RunSummary } from "./schema";

interface RunToQueue {
  trigger: RunTrigger;
  /**
   * Default: sync. A refresh reads streams anew and replaces what is there; a clear removes it; a replay writes what
   * waits in the quarantine; a verify compares content and writes nothing; a repair mends the rows that differ.
   */
  kind?: RunKind;
  /** Of all but a sync: which streams; absent: all of the connection's. */
  streams?: StreamName[];
  sample?: Sample;
}

/**
 * Asks for a sync of a connection: the run is queued and the event sent. ConflictError while another run of the
 * connection has not ended. A crash between the two leaves a queued run whose event `cleanup` sends again.
 */
export async function requestSync(
  scope: Scope,
  input: Omit<RunToQueue, "sample"> & { connectionId: string; kind?: Exclude<RunKind, "sample"> },
): Promise<RunSummary> {
  const connection = await requireConnection(scope, input.connectionId);
  if (connection.status !== "active") {
    throw new ConflictError(`The connection ${connection.name} is inactive. Activate it, then sync.`);
  }
  return queueRun(scope, connection, input);
}

/** Queues a run of any kind and sends its event; for services that have looked at the connection. */
export async function queueRun(
  scope: Scope,
  connection: Connection,
  { trigger, kind = "sync", streams, sample }: RunToQueue,
): Promise<RunSummary> {
  const { id: connectionId, workspaceId } = connection;
  if (streams) requireChosen(connection, streams);
  try {
    const run = await db().run.create({
      data: {
        workspaceId,
        connectionId,
        activeConnectionId: connectionId,
        trigger,
        kind,
        ...(streams ? { chosenStreams: streams.map(streamKey) } : {}),
        ...(sample ? { sample: { ...sample } } : {}),
      },
    });
    await recordAudit(scope, {
      action: "run.requested",
      subject: run.id,
      facts: { number: run.number, kind, connectionId },
    });
    await sendSyncRequested({ workspaceId, connectionId, runId: run.id });
    return toRunSummary(run);
  } catch (error) {
    if (!isAlreadyActive(error)) throw error;
    throw new ConflictError(`A sync is already running for: ${connection.id}`, error);
  }
}

/** InvalidInputError names the streams that the connection does not move. */
export function requireChosen(connection: Connection, streams: StreamName[]): void {
  const chosen = new Set(configuredStreamSchema.array().parse(connection.streams).map(streamKey));
  const unknown = streams.filter((stream) => !chosen.has(streamKey(stream)));
  if (unknown.length === 0) return;
  const names = unknown.map(streamLabel).join(", ");
  throw new InvalidInputError(
    `The connection ${connection.name} does not move ${names}. Name streams that it moves, with their namespace.`,
    [{ path: ["streams"], message: `${names} is not moved` }],
  );
}

export async function sendSyncRequested(data: {
  workspaceId: string;
  connectionId: string;
  runId: string;
}): Promise<void> {
  await runtime().send([{ name: "sync/requested", data }]);
}

/**
 * Ends a run that has not ended: from now on it is cancelled, whatever is still at work is told to stop and can no
 * longer commit once a newer run begins. What was committed stays; an overwrite leaves the old table untouched.
 */
export async function cancelRun(scope: Scope, runId: string): Promise<RunSummary> {
  const where = { id: runId, workspaceId: scope.workspaceId };
  const run = await db().run.findFirst({ where });
  if (!run) throw new NotFoundError("run", runId);
  const cancelled = await db().$transaction(async (tx) => {
    const { count } = await tx.run.updateMany({
      where: { ...where, activeConnectionId: { not: null } },
      data: { status: "cancelled", activeConnectionId: null, endedAt: new Date() },
    });
    if (count === 0) return null;
    const ended = await tx.run.update({ where: { id: runId }, data: await sumRun(tx, run) });
    await tx.runStream.updateMany({
      where: { runId, phase: { notIn: ["done", "failed"] } },
      data: { phase: "cancelled", endedAt: new Date() },
    });
    return ended;
  });
  if (!cancelled) {
    const { status } = await db().run.findFirstOrThrow({ where });
    throw new ConflictError(`Run ${run.number} has already ended (${status}).`);
  }
  abortRun(runId, new Error(`Run ${run.number} was cancelled.`));
  await db().runLog.create({ data: { runId, level: "info", message: "The run was cancelled." } });
  await recordAudit(scope, { action: "run.cancelled", subject: runId, facts: { number: run.number } });
  await runtime().send([
    { name: "sync/cancelled", data: { workspaceId: run.workspaceId, connectionId: run.connectionId, runId } },
  ]);
  return toRunSummary(cancelled);
}

function isAlreadyActive(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";
}
