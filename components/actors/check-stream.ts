import type { JsonObject } from "@/components/connector-form/json-schema";
import type { FieldProblem } from "@/components/connector-form/validate";
import type { CheckEvent } from "@/lib/internal-api/checks";
import * as text from "@/text/actor-setup";
import type { ActorKind } from "./actor";

/** What to check: a stored one by its id, or what stands in a form. */
export type CheckRequest = { kind: ActorKind } & (
  { id: string } | { connector: string; config: JsonObject; name: string; replaces?: string }
);

export type CheckedLine = Omit<Extract<CheckEvent, { type: "line" }>, "type">;

export interface CheckFailure {
  message: string;
  /** What to do, where the message does not say. */
  advice?: string;
  /** At the fields to mend; paths inside the configuration. */
  problems: readonly FieldProblem[];
  /** Where the whole error stands in the log. */
  errorId?: string;
}

/** Asks for a check and hands over its lines as they come. Resolves with null where it passed. */
export async function streamCheck(
  request: CheckRequest,
  onLine: (line: CheckedLine) => void,
  signal: AbortSignal,
): Promise<CheckFailure | null> {
  const base = document.documentElement.dataset.basePath ?? "";
  try {
    const response = await fetch(`${base}/api/internal/checks`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(request),
      signal,
    });
    if (!response.ok || !response.body) return refusalOf(response);
    for await (const event of readEvents(response.body)) {
      if (event.type !== "line") return failureOf(event);
      onLine({ atMs: event.atMs, level: event.level, message: event.message });
    }
  } catch (error) {
    if (signal.aborted) throw error;
    // What broke is the way to the console; the browser's own words for it say nothing to people.
  }
  return {
    message: text.consoleBroke,
    advice: text.testOnceReached,
    problems: [],
  };
}

/** The events of an answer, one JSON text a line, however the network has cut it. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncIterable<CheckEvent> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const lines = (rest + decoder.decode(value, { stream: !done })).split("\n");
      rest = lines.pop() ?? "";
      // Our own route, typed on both sides.
      for (const line of lines) if (line !== "") yield JSON.parse(line) as CheckEvent;
      if (done) return;
    }
  } finally {
    reader.releaseLock();
  }
}

/** What the last event says; null where the check passed. */
export function failureOf(event: Exclude<CheckEvent, { type: "line" }>): CheckFailure | null {
  if (event.type === "refused") {
    const { message, issues, errorId } = event;
    return { message, problems: issues.map(inConfig), ...(errorId === undefined ? {} : { errorId }) };
  }
  const { result } = event;
  if (result.ok) return null;
  const { message, field, kind } = result;
  return {
    message,
    ...(isWorthAnother(kind) ? { advice: text.adviceByKind[kind] } : {}),
    problems: field.length > 0 ? [{ path: field, message }] : [],
  };
}

/** Where trying again is what to do; the other kinds say so themselves. */
function isWorthAnother(kind: string): kind is keyof typeof text.adviceByKind {
  return kind === "transient" || kind === "rate_limited" || kind === "lost";
}

function inConfig({ path, message }: { path: (string | number)[]; message: string }): FieldProblem {
  return { path: path[0] === "config" ? path.slice(1) : path, message };
}

async function refusalOf(response: Response): Promise<CheckFailure> {
  const problem: unknown = await response.json().catch(() => null);
  const detail =
    problem !== null && typeof problem === "object" && "detail" in problem ? problem.detail : undefined;
  return {
    message: typeof detail === "string" ? detail : text.consoleAnswered(response.status),
    problems: [],
  };
}
