import { streamLabel, type StreamPlan } from "@/connectors/sdk";
import { recordAudit } from "@/lib/audit/service";
import { readPolicies } from "@/lib/connections/policies";
import { db, type RunStream } from "@/lib/db";
import { ConflictError, NotFoundError } from "@/lib/errors";
import { sendDeliveries } from "@/lib/notifications/outbox";
import { noteHeld } from "@/lib/notifications/run-notices";
import { runtime } from "@/lib/runtime";
import type { Scope } from "@/lib/workspaces/scope";
import { loadingKinds } from "./kinds";

/** A stream that nobody decides on fails after so long; what it had stays. */
const patienceMs = 3 * 24 * 60 * 60_000;

export type Hold = { held: false } | { held: true; isOver: boolean; message: string };

/**
 * Whether a stream's rows may take the place of what is there. A full refresh replaces a table, or removes what it did
 * not bring: where far fewer rows came than in the last verified run, that is held until a person says that it is meant.
 */
export async function judgeHold(stream: RunStream, plan: StreamPlan, written: number): Promise<Hold> {
  if (!replaces(plan) || stream.releasedAt) return { held: false };
  const { runId, index } = stream;
  const run = await db().run.findUniqueOrThrow({
    where: { id: runId },
    select: { kind: true, connectionId: true, connection: { select: { policies: true } } },
  });
  if (!loadingKinds.includes(run.kind)) return { held: false };
  const { maxDropPercent } = readPolicies(run.connection.policies);
  if (maxDropPercent === null) return { held: false };
  const before = await lastVerifiedRows(run.connectionId, stream);
  if (before === null || written >= before * (1 - maxDropPercent / 100)) return { held: false };
  const heldAt = stream.heldAt ?? new Date();
  if (!stream.heldAt) await hold(runId, index, heldAt);
  return {
    held: true,
    isOver: Date.now() - heldAt.getTime() > patienceMs,
    message: `${streamLabel(plan.stream)} came with ${written} rows, and with ${before} in the last verified run. What the table holds stays until someone lets these rows take its place; the limit is a drop of ${maxDropPercent} %.`,
  };
}

async function hold(runId: string, index: number, heldAt: Date): Promise<void> {
  const notices = await db().$transaction(async (tx) => {
    await tx.runStream.updateMany({ where: { runId, index }, data: { phase: "held", heldAt } });
    return noteHeld(tx, runId, index);
  });
  await sendDeliveries(notices);
}

/** Of an append or an incremental stream nothing goes away with a run that brings little. */
function replaces({ write, stream, deletes, parent }: StreamPlan): boolean {
  if (parent) return false;
  return (
    write === "overwrite" || (stream.mode === "full_refresh" && write === "deduped" && deletes !== "ignore")
  );
}

async function lastVerifiedRows(
  connectionId: string,
  { runId, namespace, name }: { runId: string; namespace: string; name: string },
): Promise<number | null> {
  const last = await db().runStream.findFirst({
    where: {
      namespace,
      name,
      verified: true,
      runId: { not: runId },
      run: { connectionId, kind: { in: loadingKinds } },
    },
    orderBy: { run: { number: "desc" } },
    select: { rowsWritten: true },
  });
  return last && Number(last.rowsWritten);
}

/**
 * Lets the held streams of a run go on (`accept`), or fails them, which leaves their tables as they are. NotFoundError
 * where the run is not the workspace's; ConflictError where nothing is held. May be called again.
 */
export async function decideHeld(scope: Scope, runId: string, accept: boolean): Promise<void> {
  const run = await db().run.findFirst({ where: { id: runId, workspaceId: scope.workspaceId } });
  if (!run) throw new NotFoundError("run", runId);
  const held = { runId, phase: "held" as const };
  const { count } = accept
    ? await db().runStream.updateMany({ where: held, data: { releasedAt: new Date() } })
    : await db().runStream.updateMany({
        where: held,
        data: {
          phase: "failed",
          endedAt: new Date(),
          error: { kind: "unverified", message: "Its rows were not let in: far fewer came than before." },
        },
      });
  if (count === 0) throw new ConflictError(`Nothing of run ${run.number} is held.`);
  const message = accept ? "Held rows were let in." : "Held rows were refused; the tables stay as they are.";
  await db().runLog.create({ data: { runId, level: "info", message } });
  await recordAudit(scope, {
    action: accept ? "run.held_rows_accepted" : "run.held_rows_refused",
    subject: runId,
    facts: { number: run.number },
  });
  const { workspaceId, connectionId } = run;
  await runtime().send([{ name: "sync/decided", data: { workspaceId, connectionId, runId } }]);
}
