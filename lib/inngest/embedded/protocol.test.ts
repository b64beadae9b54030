import { describe, expect, it } from "vitest";
import { buildRequest, readCheckpoint, readReply, type Call } from "./protocol";

const call: Call = {
  functionId: "app-fn",
  runId: "run",
  leaseId: "7/2",
  stepId: "",
  attempt: 1,
  maxAttempts: 5,
  payload: '{"name":"a","data":{"text":"\\u0000"}}',
  settled: [
    { stepId: "first", failed: false, output: '{"a":[1,null]}' },
    { stepId: "second", failed: true, output: '{"name":"Error","message":"no"}' },
  ],
  hasPendingSteps: false,
};

const ops = (list: unknown[], headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(list), { status: 206, headers });

describe("a request", () => {
  it("tells the SDK of the event and of all results, in the order in which they settled", async () => {
    const request = buildRequest(call);
    expect(new URL(request.url).searchParams.get("fnId")).toBe("app-fn");
    expect(new URL(request.url).searchParams.get("stepId")).toBe("step");
    expect(await request.json()).toMatchObject({
      event: { name: "a", data: { text: "\0" } },
      steps: {
        first: { type: "data", data: { a: [1, null] } },
        second: { type: "error", error: { message: "no" } },
      },
      ctx: {
        run_id: "run",
        qi_id: "7/2",
        attempt: 1,
        max_attempts: 5,
        disable_immediate_execution: false,
        stack: { stack: ["first", "second"], current: 2 },
      },
    });
  });

  it.each([
    ["a planned step is asked for", { stepId: "abc" }],
    ["steps are pending", { hasPendingSteps: true }],
  ])("forbids the SDK to run steps by itself where %s", async (_, change) => {
    const body: unknown = await buildRequest({ ...call, ...change }).json();
    expect(body).toMatchObject({ ctx: { disable_immediate_execution: true } });
  });
});

describe("a reply", () => {
  it.each([
    ["42", "42"],
    ["", "null"],
    ["plain text", '"plain text"'],
    ['"cut', '"\\"cut"'],
  ])("with the result %j is kept as JSON", async (body, output) => {
    expect(await readReply(new Response(body, { status: 200 }))).toEqual({ kind: "completed", output });
  });

  it("is read for each operation that is carried", async () => {
    const reply = await readReply(
      ops([
        { op: "StepRun", id: "a", displayName: "A", data: { x: 1 } },
        { op: "StepPlanned", id: "b", name: "B" },
        { op: "Sleep", id: "c", name: "5s", displayName: "C" },
        { op: "WaitForEvent", id: "d", name: "e/v", displayName: "D", opts: { timeout: "1h", if: "true" } },
        {
          op: "InvokeFunction",
          id: "e",
          displayName: "E",
          opts: { function_id: "app-x", payload: { data: { y: 2 } } },
        },
        { op: "RunComplete", id: "f", data: "end" },
      ]),
    );
    expect(reply).toEqual({
      kind: "operations",
      operations: [
        { kind: "result", stepId: "a", name: "A", output: '{"x":1}' },
        { kind: "plan", stepId: "b", name: "B" },
        { kind: "sleep", stepId: "c", name: "C", until: "5s" },
        { kind: "wait", stepId: "d", name: "D", eventName: "e/v", expression: "true", timeout: "1h" },
        { kind: "invoke", stepId: "e", name: "E", functionId: "app-x", data: { y: 2 }, timeout: null },
      ],
      output: '"end"',
      retryAfter: null,
    });
  });

  it("tells whether a failed step or function may be tried again, and when", async () => {
    const step = { op: "StepError", id: "a", displayName: "A", error: { name: "TypeError", message: "no" } };
    expect(await readReply(ops([step], { "retry-after": "9" }))).toMatchObject({
      operations: [{ kind: "stepFailure", error: { name: "TypeError", message: "no" }, isFinal: false }],
      retryAfter: "9",
    });
    expect(await readReply(ops([{ ...step, op: "StepFailed" }]))).toMatchObject({
      operations: [{ isFinal: true }],
    });
    const failed = new Response('{"message":"no"}', {
      status: 400,
      headers: { "x-inngest-no-retry": "true" },
    });
    expect(await readReply(failed)).toMatchObject({
      kind: "failed",
      error: { message: "no" },
      mayRetry: false,
    });
    expect(await readReply(new Response("<html>", { status: 500 }))).toMatchObject({
      kind: "failed",
      mayRetry: true,
    });
  });

  it.each([
    ["WaitForSignal", { op: "WaitForSignal", id: "a", displayName: "the signal", opts: {} }],
    ["AIGateway", { op: "AIGateway", id: "a", displayName: "the model", opts: {} }],
    [
      "inngest/function.finished",
      { op: "WaitForEvent", id: "a", name: "inngest/function.finished", opts: { timeout: "1h" } },
    ],
  ])("is refused where it needs %s, by name", async (name, operation) => {
    expect(await readReply(ops([operation]))).toEqual({
      kind: "unsupported",
      message: expect.stringContaining(name),
    });
  });

  it("is refused when it cannot be understood", async () => {
    expect(await readReply(new Response("{}", { status: 206 }))).toMatchObject({ kind: "unsupported" });
  });
});

describe("a checkpoint", () => {
  it("is read when it is results of steps, and nothing else", () => {
    const step = { op: "StepRun", id: "a", displayName: "A", data: null };
    expect(readCheckpoint({ qi_id: "7/2", steps: [step] })).toEqual({
      leaseId: "7/2",
      results: [{ kind: "result", stepId: "a", name: "A", output: "null" }],
    });
    expect(readCheckpoint({ qi_id: "7/2", steps: [{ ...step, op: "StepError" }] })).toBeUndefined();
    expect(readCheckpoint({ steps: [step] })).toBeUndefined();
  });
});
