import type { ConnectorErrorKind, LogLevel } from "@/connectors/sdk";
import { redactText } from "@/lib/secrets/redact";
import type { TaskOptions } from "@/lib/worker/tasks";

/** How a check ended. A check that fails is an answer, not an error. */
export type CheckResult = { ok: true } | FailedCheck;

export interface FailedCheck {
  ok: false;
  kind: ConnectorErrorKind | "lost";
  /** What happened and what to do, for the person who set it up; free of secrets. */
  message: string;
  /** The configuration field to mend; the form puts its focus there. */
  field: string[];
}

/** What a check is at, in the connector's own words; free of secrets. */
export interface CheckLine {
  level: LogLevel;
  message: string;
}

export interface CheckOptions {
  /** Ends the check. */
  signal?: AbortSignal;
  /** Called with each line as it is written; notes for debugging are left out. */
  onLine?(line: CheckLine): void;
}

/** How a worker carries out a check that someone waits for. */
export function checkTask({ signal, onLine }: CheckOptions): TaskOptions {
  return {
    lane: "interactive",
    ...(signal ? { signal } : {}),
    onEvent(event) {
      if (event.type !== "log" || event.level === "debug") return;
      onLine?.({ level: event.level, message: redactText(event.message) });
    },
  };
}

/** Carries out `check`; what is neither a connector's error nor its death (a bug, a cancellation) is thrown on. */
export async function settleCheck(check: () => Promise<unknown>): Promise<CheckResult> {
  const settled = await settle(check);
  return settled.ok ? { ok: true } : settled;
}

/** The same for work that brings something. */
export async function settle<Value>(
  work: () => Promise<Value>,
): Promise<{ ok: true; value: Value } | FailedCheck> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    const failed = toFailedCheck(error);
    if (!failed) throw error;
    return failed;
  }
}

const kinds = new Set<unknown>([
  "config",
  "auth",
  "rate_limited",
  "transient",
  "fenced",
  "restart",
] satisfies ConnectorErrorKind[]);

/** By shape: the workers' side and this one may each have loaded the classes for themselves. */
function toFailedCheck(error: unknown): FailedCheck | null {
  if (!(error instanceof Error)) return null;
  const message = redactText(error.message);
  if (error.name === "WorkerLostError") return { ok: false, kind: "lost", message, field: [] };
  if (!("kind" in error) || !kinds.has(error.kind)) return null;
  const field = "field" in error && Array.isArray(error.field) ? error.field.map(String) : [];
  return { ok: false, kind: error.kind as ConnectorErrorKind, message, field };
}
