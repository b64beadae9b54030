import { db } from "@/lib/db";
import { judgeFailure } from "@/lib/sync/retry";
import { clearStreams } from "./clear";
import { closeRun } from "./close";
import { toRunFailure } from "./failure";
import { isInspection } from "./kinds";
import { beat, takeFence } from "./lease";
import { lanesOf } from "./lanes";
import { planRun } from "./plan-run";
import { holdForApproval, keepSchemaChanges, SchemaChangedError } from "./schema-change";

/** What is still to be done, by places in the plan. `ended`: the run was cancelled or closed meanwhile. */
export interface RunAgenda {
  ended: boolean;
  feeds: { index: number; streamIndexes: number[] }[];
  streams: number[];
  /** How many feeds move side by side. Absent where an older version made the agenda of a run that still goes on. */
  lanes?: number;
}

export type StartOutcome =
  | { outcome: "ready"; agenda: RunAgenda }
  | { outcome: "failed" | "ended" }
  | { outcome: "retry"; afterMs: number; fruitless: number };

/** `startRun` as a durable step: a passing fault asks to be tried again, any other ends the run with its cause. */
export async function beginRun(runId: string, fruitless: number): Promise<StartOutcome> {
  try {
    const agenda = await startRun(runId);
    return agenda.ended ? { outcome: "ended" } : { outcome: "ready", agenda };
  } catch (error) {
    const verdict = judgeFailure(error, fruitless + 1);
    const failure = toRunFailure(error, verdict.retry ? "transient" : verdict.kind);
    if (error instanceof SchemaChangedError) {
      if (error.needsApproval) failure.awaits = "approval";
      await keepSchemaChanges(runId, error);
      await holdForApproval(runId, error);
    }
    if (verdict.retry) {
      await db().runLog.create({ data: { runId, level: "warn", message: failure.message } });
      return { outcome: "retry", afterMs: verdict.afterMs, fruitless: fruitless + 1 };
    }
    await closeRun(runId, failure);
    return { outcome: "failed" };
  }
}

/**
 * Plans the run if it has no plan yet, and says what is left of it. May run again at any time: the plan, and with it
 * the generation of each stream, is made once.
 */
export async function startRun(runId: string): Promise<RunAgenda> {
  const run = await db().run.findUniqueOrThrow({ where: { id: runId }, include: { connection: true } });
  if (run.activeConnectionId === null) return { ended: true, feeds: [], streams: [] };
  if (run.kind === "clear") {
    await clearStreams(run, run.connection);
    await closeRun(runId);
    return { ended: true, feeds: [], streams: [] };
  }
  // A run that moves no feed has no writer that would take the lease for it.
  if (isInspection(run.kind)) await takeFence(run.connectionId, runId);
  else await beat(run.connectionId, runId);
  if (run.plan === null) await planRun(run, run.connection);
  return agendaOf(runId);
}

async function agendaOf(runId: string): Promise<RunAgenda> {
  const run = await db().run.findUniqueOrThrow({
    where: { id: runId },
    include: {
      feeds: true,
      streams: true,
      connection: {
        select: {
          source: { select: { maxParallelStreams: true } },
          destination: { select: { maxParallelStreams: true } },
        },
      },
    },
  });
  if (run.activeConnectionId === null) return { ended: true, feeds: [], streams: [] };
  return {
    ended: false,
    lanes: lanesOf(run.connection.source, run.connection.destination),
    feeds: run.feeds
      .filter((feed) => !feed.complete && feed.failure === null)
      .map(({ index, streamIndexes }) => ({ index, streamIndexes }))
      .sort((left, right) => left.index - right.index),
    streams: run.streams
      .filter((stream) => stream.phase !== "done" && stream.phase !== "failed")
      .map((stream) => stream.index)
      .sort((left, right) => left - right),
  };
}
