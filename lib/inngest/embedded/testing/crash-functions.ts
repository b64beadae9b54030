import { appendFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { Inngest } from "inngest";

/** A step body that was run: of which run, which step, and the mark it returned. */
export interface BodyRun {
  number: number;
  step: string;
  mark: string;
}

/** Runs whose every step tells a file that its body ran, and returns a mark that no other execution of it returns. */
export function createCrashFunctions(client: Inngest, logFile: string) {
  let executions = 0;
  const body = (number: number, step: string) => async () => {
    const mark = `${process.pid}-${(executions += 1)}`;
    appendFileSync(logFile, `${JSON.stringify({ number, step, mark } satisfies BodyRun)}\n`);
    await delay(5);
    return mark;
  };
  return [
    client.createFunction(
      { id: "crash", triggers: [{ event: "crash/requested" }] },
      async ({ event, step }) => {
        const { number } = event.data as { number: number };
        const marks: Record<string, string> = {};
        marks.first = await step.run("first", body(number, "first"));
        const [left, right] = await Promise.all([
          step.run("left", body(number, "left")),
          step.run("right", body(number, "right")),
        ]);
        Object.assign(marks, { left, right });
        await step.sleep("nap", "1s");
        marks.last = await step.run("last", body(number, "last"));
        return marks;
      },
    ),
    client.createFunction(
      {
        id: "crash-end",
        triggers: [{ event: "inngest/function.finished", if: "event.data.function_id == 'lab-crash'" }],
      },
      () => null,
    ),
  ];
}
