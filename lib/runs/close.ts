import * as english from "@/components/text/en/bottleneck";
import { db, type Prisma, type Run, type RunStream } from "@/lib/db";
import { sendDeliveries } from "@/lib/notifications/outbox";
import { noteRunEnd } from "@/lib/notifications/run-notices";
import { findBottleneck } from "@/lib/sync/bottleneck";
import { addWaits, noWaits } from "@/lib/sync/waits";
import { adviceOn } from "./bottleneck-words";
import { sumRun } from "./committed";
import { lockFollowers, queueFollowers, sendFollowers } from "./followers";
import { toFailure, waitsOf } from "./queries";
import type { RunFailure } from "./schema";

/**
 * Ends a run by what became of its streams: green only if every one is verified. `failure` is for runs that fail as a
 * whole, before or beside their streams. The syncs of connections that follow are queued with it. A run that has ended
 * keeps its end: may be repeated.
 */
export async function closeRun(runId: string, failure: RunFailure | null = null): Promise<void> {
  const run = await db().run.findUniqueOrThrow({
    where: { id: runId },
    omit: { plan: true },
    include: { streams: true },
  });
  if (run.activeConnectionId !== null) await endRun(run, failure);
  await sendFollowers(run);
}

async function endRun(
  run: Omit<Run, "plan"> & { streams: RunStream[] },
  failure: RunFailure | null,
): Promise<void> {
  const runId = run.id;
  const streamFailures = run.streams
    .map((stream) => toFailure(stream.error))
    .filter((found) => found !== null);
  const worst = failure ?? streamFailures[0] ?? unprovenFailure(run.streams);
  const notices = await db().$transaction(async (tx) => {
    await lockFollowers(tx, run.connectionId);
    const ended = await tx.run.updateMany({
      where: { id: runId, activeConnectionId: { not: null } },
      data: {
        status: worst ? "failed" : "succeeded",
        activeConnectionId: null,
        endedAt: new Date(),
        ...(await sumRun(tx, run)),
        ...(worst ? { failure: worst as Prisma.InputJsonObject } : {}),
      },
    });
    if (ended.count === 0) return [];
    await queueFollowers(tx, run, worst === null);
    await tx.runStream.updateMany({
      where: { runId, phase: { notIn: ["done", "failed"] } },
      data: { phase: "cancelled", endedAt: new Date() },
    });
    const message = worst ? `The run failed. ${worst.message}` : praiseOf(run);
    // Why it was slow is no matter where it failed.
    const bottleneck = worst ? null : findBottleneck(run.streams.map(waitsOf).reduce(addWaits, noWaits()));
    await tx.runLog.createMany({
      data: [
        ...(bottleneck ? [{ runId, level: "info", message: adviceOn(bottleneck, english) }] : []),
        { runId, level: worst ? "error" : "info", message },
      ],
    });
    return noteRunEnd(tx, runId);
  });
  await sendDeliveries(notices);
}

function praiseOf({ kind, streams }: Pick<Run, "kind"> & { streams: RunStream[] }): string {
  if (kind === "clear") return "The streams are cleared.";
  if (kind === "verify") return "Source and destination hold the same.";
  if (kind === "repair") return "Source and destination hold the same now.";
  if (kind !== "replay") return "The run succeeded: every stream is verified.";
  if (streams.length === 0) return "Nothing waits in the quarantine.";
  const written = streams.reduce((total, stream) => total + stream.rowsWritten, 0n);
  const waiting = streams.reduce((total, stream) => total + stream.quarantined, 0n);
  return `${written} rows from the quarantine were written and verified; ${waiting} still cannot be written.`;
}

function unprovenFailure(streams: { name: string; verified: boolean | null }[]): RunFailure | null {
  const unproven = streams.find((stream) => stream.verified !== true);
  if (!unproven) return null;
  return { kind: "internal", message: `${unproven.name} was not verified.`, stream: unproven.name };
}
