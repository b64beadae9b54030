import { z } from "zod";
import { executorError, type SerializedError } from "./errors";

/** Where in the SDK's handler a call is addressed; nothing listens there. */
export const handlerUrl = "http://embedded-executor.invalid/api/inngest";

/** The step id with which the SDK is asked to call the function itself. */
const functionStepId = "step";

/** The SDK's own choice of how to execute: asking for one by number costs it more than the answer. */
const latestVersion = -1;

export interface SettledStep {
  stepId: string;
  failed: boolean;
  /** JSON text of the result or of the error. */
  output: string;
}

export interface Call {
  functionId: string;
  runId: string;
  /** Names the lease; the SDK gives it back with each step that it records during the call. */
  leaseId: string;
  /** The planned step to run; empty for the function itself. */
  stepId: string;
  attempt: number;
  maxAttempts: number;
  /** The event as JSON text. */
  payload: string;
  /** In the order in which they settled. */
  settled: SettledStep[];
  /** Some steps have no result yet: the SDK must not run the only open one by itself, it may be running elsewhere. */
  hasPendingSteps: boolean;
}

/** What the SDK asks for, step by step. Data is JSON text. */
export type Operation =
  | { kind: "result"; stepId: string; name: string; output: string }
  | { kind: "stepFailure"; stepId: string; name: string; error: SerializedError; isFinal: boolean }
  | { kind: "plan"; stepId: string; name: string }
  | { kind: "sleep"; stepId: string; name: string; until: string }
  | {
      kind: "wait";
      stepId: string;
      name: string;
      eventName: string;
      expression: string | null;
      timeout: string;
    }
  | {
      kind: "invoke";
      stepId: string;
      name: string;
      functionId: string;
      data: Record<string, unknown>;
      timeout: string | null;
    };

export type Reply =
  /** `output` is set when the function has completed beside them. */
  | { kind: "operations"; operations: Operation[]; output: string | null; retryAfter: string | null }
  | { kind: "completed"; output: string }
  | { kind: "failed"; error: SerializedError; mayRetry: boolean; retryAfter: string | null }
  /** The function uses what the executor does not carry. */
  | { kind: "unsupported"; message: string };

/**
 * The request by which an Inngest server has a function called. With `fn_id` and `qi_id` the SDK may go on from step to
 * step within the call; it then records each step by a request of its own (checkpointing) before it runs the next one.
 */
export function buildRequest(call: Call): Request {
  const url = new URL(handlerUrl);
  url.searchParams.set("fnId", call.functionId);
  url.searchParams.set("stepId", call.stepId === "" ? functionStepId : call.stepId);
  return new Request(url, {
    method: "POST",
    headers: {
      host: url.host,
      "content-type": "application/json",
      "x-run-id": call.runId,
    },
    body: buildBody(call),
  });
}

/** Event and results are spliced in as the text they are stored as: parsing them only to write them again would cost most. */
function buildBody(call: Call): string {
  const stack = call.settled.map((step) => step.stepId);
  const steps = call.settled.map(
    (step) =>
      `${JSON.stringify(step.stepId)}:{"type":"${step.failed ? "error" : "data"}","${step.failed ? "error" : "data"}":${step.output}}`,
  );
  const ctx = {
    run_id: call.runId,
    fn_id: call.functionId,
    qi_id: call.leaseId,
    attempt: call.attempt,
    max_attempts: call.maxAttempts,
    env: "",
    step_id: functionStepId,
    disable_immediate_execution: call.stepId !== "" || call.hasPendingSteps,
    use_api: false,
    stack: { stack, current: stack.length },
  };
  return `{"version":${latestVersion},"event":${call.payload},"events":[${call.payload}],"steps":{${steps.join(",")}},"ctx":${JSON.stringify(ctx)}}`;
}

/** Understands the answer to such a request. */
export async function readReply(response: Response): Promise<Reply> {
  const body = await response.text();
  const retryAfter = response.headers.get("retry-after");
  if (response.status === 200) return { kind: "completed", output: toJsonText(body) };
  if (response.status === 206)
    return readOperations(body, response.headers.get("x-inngest-no-retry") === "true", retryAfter);
  const mayRetry = response.headers.get("x-inngest-no-retry") !== "true";
  return { kind: "failed", error: readError(parseJson(body)), mayRetry, retryAfter };
}

const operationSchema = z.object({
  op: z.string(),
  id: z.string().min(1),
  name: z.string().nullish(),
  displayName: z.string().nullish(),
  opts: z.record(z.string(), z.unknown()).nullish(),
  data: z.unknown().optional(),
  error: z.unknown().optional(),
});
type WireOperation = z.infer<typeof operationSchema>;

const waitOptionsSchema = z.object({ timeout: z.string(), if: z.string().optional() });
const invokeOptionsSchema = z.object({
  function_id: z.string(),
  payload: z.object({ data: z.record(z.string(), z.unknown()).nullish() }).nullish(),
  timeout: z.string().nullish(),
});

function readOperations(body: string, noRetry: boolean, retryAfter: string | null): Reply {
  const parsed = z.array(operationSchema).safeParse(parseJson(body));
  if (!parsed.success)
    return { kind: "unsupported", message: `The SDK's answer was not understood: ${body.slice(0, 200)}` };
  const reply: Reply & { kind: "operations" } = {
    kind: "operations",
    operations: [],
    output: null,
    retryAfter,
  };
  for (const wire of parsed.data) {
    if (wire.op === "RunComplete") {
      reply.output = JSON.stringify(wire.data ?? null);
      continue;
    }
    const operation = readOperation(wire, noRetry);
    if (typeof operation === "string") return { kind: "unsupported", message: operation };
    reply.operations.push(operation);
  }
  return reply;
}

const checkpointSchema = z.object({ qi_id: z.string(), steps: z.array(operationSchema) });

export interface Checkpoint {
  leaseId: string;
  results: { stepId: string; name: string; output: string }[];
}

/** What the SDK records during a call; undefined when it is anything but results of steps. */
export function readCheckpoint(body: unknown): Checkpoint | undefined {
  const parsed = checkpointSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const operations = parsed.data.steps.map((wire) => readOperation(wire, false));
  const results = operations.flatMap((operation) =>
    typeof operation !== "string" && operation.kind === "result" ? [operation] : [],
  );
  return results.length === operations.length ? { leaseId: parsed.data.qi_id, results } : undefined;
}

/** The operation, or why it cannot be carried out. */
function readOperation(wire: WireOperation, noRetry: boolean): Operation | string {
  const stepId = wire.id;
  const name = (wire.displayName ?? wire.name ?? wire.id).replaceAll("\0", "");
  switch (wire.op) {
    case "StepRun":
      return { kind: "result", stepId, name, output: JSON.stringify(wire.data ?? null) };
    case "StepError":
      return { kind: "stepFailure", stepId, name, error: readError(wire.error), isFinal: noRetry };
    case "StepFailed":
      return { kind: "stepFailure", stepId, name, error: readError(wire.error), isFinal: true };
    case "StepPlanned":
      return { kind: "plan", stepId, name };
    case "Sleep":
      return { kind: "sleep", stepId, name, until: wire.name ?? "" };
    case "WaitForEvent":
      return readWait(wire, name);
    case "InvokeFunction":
      return readInvoke(wire, name);
    default:
      return `Step "${name}" needs ${wire.op}, which the embedded executor does not carry. Leave it out, or run Sluice on an Inngest server.`;
  }
}

function readWait(wire: WireOperation, name: string): Operation | string {
  const options = waitOptionsSchema.safeParse(wire.opts);
  const eventName = wire.name ?? "";
  if (!options.success || eventName === "") return `The wait "${name}" has no event or no timeout.`;
  if (eventName.startsWith("inngest/")) {
    return `The wait "${name}" is for ${eventName}; the embedded executor carries waits for your own events only.`;
  }
  const { timeout, if: expression = null } = options.data;
  return { kind: "wait", stepId: wire.id, name, eventName, expression, timeout };
}

function readInvoke(wire: WireOperation, name: string): Operation | string {
  const options = invokeOptionsSchema.safeParse(wire.opts);
  if (!options.success) return `The invocation "${name}" names no function.`;
  const { function_id: functionId, payload, timeout } = options.data;
  return {
    kind: "invoke",
    stepId: wire.id,
    name,
    functionId,
    data: payload?.data ?? {},
    timeout: timeout ?? null,
  };
}

const errorSchema = z.looseObject({
  name: z.string().optional(),
  message: z.string().optional(),
  error: z.string().optional(),
});

function readError(raw: unknown): SerializedError {
  const parsed = errorSchema.safeParse(raw);
  if (!parsed.success)
    return executorError(typeof raw === "string" ? raw : "The SDK gave no reason.", "Error");
  const { name, message, error } = parsed.data;
  return { ...parsed.data, name: name ?? "Error", message: message ?? error ?? "The SDK gave no reason." };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** The result of a function that returns a Response is its body, which may be anything. */
function toJsonText(body: string): string {
  if (body === "") return "null";
  try {
    JSON.parse(body);
    return body;
  } catch {
    return JSON.stringify(body);
  }
}
