import { describe, expect, it } from "vitest";
import { decide, type DecisionContext } from "./decide";
import type { Reply } from "./protocol";

const nowMs = 1_000_000;

function context(
  options: { stepId?: string; attempt?: number; settled?: string[]; pending?: string[] } = {},
): DecisionContext {
  const { stepId = "", attempt = 0, settled = [], pending = [] } = options;
  return {
    job: { id: "1", runId: "run", stepId, functionId: "fn", attempt, lease: 1, isLimited: false },
    run: {
      id: "run",
      functionId: "fn",
      payload: "{}",
      settled: settled.map((id) => ({ stepId: id, failed: false, output: "1" })),
      pendingStepIds: new Set(pending),
    },
    maxAttempts: 3,
    nowMs,
    backoff: (tried) => (tried + 1) * 100,
  };
}

function operations(
  list: (Reply & { kind: "operations" })["operations"],
  rest: { retryAfter?: string; output?: string } = {},
): Reply {
  return {
    kind: "operations",
    operations: list,
    output: rest.output ?? null,
    retryAfter: rest.retryAfter ?? null,
  };
}

const error = { name: "Error", message: "no" };
const result = { kind: "result" as const, stepId: "a", name: "a", output: "1" };
const failure = { kind: "stepFailure" as const, stepId: "a", name: "a", error, isFinal: false };

describe("what a call comes to", () => {
  it("is the end of the run, when the function has returned", () => {
    expect(decide({ kind: "completed", output: "42" }, context())).toEqual({
      results: [],
      found: [],
      next: { kind: "end", status: "completed", output: "42" },
    });
  });

  it("is a failed run, when the function returns more than a result may have", () => {
    const output = JSON.stringify("x".repeat(5_000_000));
    expect(decide({ kind: "completed", output }, context()).next).toMatchObject({
      kind: "end",
      status: "failed",
    });
  });

  it("is the next call at once, when the function's call has run a step", () => {
    const { results, next } = decide(operations([result]), context());
    expect(results).toEqual([{ stepId: "a", name: "a", failed: false, output: "1" }]);
    expect(next).toEqual({ kind: "continue" });
  });

  it("is nothing more for the job of a planned step that has run", () => {
    const { results, next } = decide(operations([result]), context({ stepId: "a", pending: ["a"] }));
    expect(results).toHaveLength(1);
    expect(next).toEqual({ kind: "leave" });
  });

  it("is a retry, for as long as there are attempts and the error allows one", () => {
    expect(decide(operations([failure]), context({ attempt: 1 })).next).toEqual({
      kind: "retry",
      dueMs: nowMs + 200,
      error: "Error: no",
    });
    const failed: Reply = { kind: "failed", error, mayRetry: true, retryAfter: "7" };
    expect(decide(failed, context()).next).toMatchObject({ kind: "retry", dueMs: nowMs + 7_000 });
    expect(decide(failed, context({ attempt: 2 })).next).toMatchObject({ kind: "end", status: "failed" });
    expect(decide({ ...failed, mayRetry: false }, context()).next).toMatchObject({
      kind: "end",
      status: "failed",
    });
  });

  it("is the step's error for the function, when its attempts are used up or it wants none", () => {
    for (const reply of [operations([{ ...failure, isFinal: true }]), operations([failure])]) {
      const { results, next } = decide(reply, context({ attempt: 2 }));
      expect(results).toEqual([{ stepId: "a", name: "a", failed: true, output: JSON.stringify(error) }]);
      expect(next).toEqual({ kind: "continue" });
    }
  });

  it("is new pending steps, without those that are known already", () => {
    const plan = (stepId: string) => ({ kind: "plan" as const, stepId, name: stepId });
    const sleep = { kind: "sleep" as const, stepId: "nap", name: "nap", until: "5s" };
    const { found, next } = decide(
      operations([plan("old"), plan("done"), plan("new"), sleep]),
      context({ pending: ["old"], settled: ["done"] }),
    );
    expect(found).toEqual([
      { kind: "run", stepId: "new", name: "new" },
      { kind: "sleep", stepId: "nap", name: "nap", untilMs: nowMs + 5_000 },
    ]);
    expect(next).toEqual({ kind: "leave" });
  });

  it("is the end with the last steps' results, when the SDK gives both at once", () => {
    const { results, next } = decide(operations([result], { output: '"end"' }), context());
    expect(results).toHaveLength(1);
    expect(next).toEqual({ kind: "end", status: "completed", output: '"end"' });
  });

  it.each<[string, Reply]>([
    ["what is not carried", { kind: "unsupported", message: "not carried" }],
    ["a sleep until no time", operations([{ kind: "sleep", stepId: "s", name: "s", until: "whenever" }])],
    [
      "a wait whose condition cannot be read",
      operations([
        { kind: "wait", stepId: "w", name: "w", eventName: "e", expression: "event ==", timeout: "1h" },
      ]),
    ],
  ])("is a failed run, for %s", (_, reply) => {
    expect(decide(reply, context()).next).toMatchObject({ kind: "end", status: "failed" });
  });

  it("is a failed run, when the SDK did not run the step it was asked to run", () => {
    expect(decide(operations([]), context({ stepId: "a", pending: ["a"] })).next).toMatchObject({
      status: "failed",
    });
  });
});
