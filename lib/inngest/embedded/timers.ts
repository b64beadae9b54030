import { Changes, type Aftermath } from "./changes";
import { executorError } from "./errors";
import type { Registry } from "./registration";
import type { Database } from "./store/database";
import { findDueTimers, takeTimers, type DueTimer } from "./store/timers";
import type { LockedRun } from "./store/runs";
import { endRun, holdRuns, settleStep, type Held } from "./transitions";

const maxTimers = 500;

/** Lets timers that are due take effect; undefined when there are none. */
export async function fireTimers(
  database: Database,
  registry: Registry,
  nowMs: number,
): Promise<Aftermath | undefined> {
  const due = await findDueTimers(database, nowMs, maxTimers);
  if (due.length === 0) return undefined;
  return database.transaction(async (sql) => {
    const ofSteps = due.filter((timer) => timer.stepId !== "");
    const held = await holdRuns(
      sql,
      due.map((timer) => timer.runId),
      ofSteps.map((timer) => timer.runId),
    );
    const changes = new Changes(registry, nowMs);
    for (const timer of await takeTimers(
      sql,
      due.map(({ id }) => id),
    )) {
      const run = held.runs.get(timer.runId);
      if (run) fireTimer(changes, held, run, timer);
    }
    return changes.write(sql);
  });
}

function fireTimer(changes: Changes, held: Held, run: LockedRun, { kind, stepId }: DueTimer): void {
  switch (kind) {
    case "sleep":
    case "wait":
      return settleStep(changes, held, run, { stepId, name: "", failed: false, output: "null" });
    case "invoke": {
      const error = executorError("The invoked function did not end in time.", "InvokeTimeoutError");
      return settleStep(changes, held, run, {
        stepId,
        name: "",
        failed: true,
        output: JSON.stringify(error),
      });
    }
    case "start":
      if (!run.isStarted) endRun(changes, held, run, { status: "cancelled", output: null });
      return;
    case "finish":
      return endRun(changes, held, run, { status: "cancelled", output: null });
  }
}
