import { Cron } from "croner";
import { RegistrationError } from "./errors";
import type { ReceivedEvent } from "./events";
import {
  compileEventCondition,
  compileEventExpression,
  compileMatchCondition,
  boundKey,
  keyText,
  type EventExpression,
} from "./expressions";
import { parseWaitEnd } from "./durations";
import { parseFunctionConfig, type FunctionConfig } from "./function-config";

export interface ConcurrencyLimit {
  limit: number;
  keyOf(event: ReceivedEvent): string;
}

export interface RegisteredCron {
  /** As registered, with its time zone. */
  expression: string;
  /** The first tick after this time; undefined when there is none. */
  nextAfter(ms: number): number | undefined;
  /** The last tick that is not after this time. */
  lastUntil(ms: number): number | undefined;
}

export interface RegisteredFunction {
  id: string;
  maxAttempts: number;
  eventTriggers: { event: string; accepts(event: ReceivedEvent): boolean }[];
  crons: RegisteredCron[];
  cancelOn: { event: string; expression: string | null; timeout: string | null }[];
  concurrency: ConcurrencyLimit[];
  throttle: { intervalMs: number; burst: number; keyOf(event: ReceivedEvent): string } | undefined;
  singleton: { mode: "skip" | "cancel"; keyOf(event: ReceivedEvent): string } | undefined;
  idempotencyKeyOf: ((event: ReceivedEvent) => string) | undefined;
  startTimeoutMs: number | undefined;
  finishTimeoutMs: number | undefined;
}

export interface Registry {
  functions: Map<string, RegisteredFunction>;
  ids: string[];
  /** Functions that this event starts. */
  startedBy(event: ReceivedEvent): RegisteredFunction[];
  /** Whether any function is started by events of this name. */
  hears(eventName: string): boolean;
}

/** Compiles what the SDK reports of its functions. Throws RegistrationError for anything that is not carried. */
export function createRegistry(rawConfigs: unknown[]): Registry {
  const functions = new Map<string, RegisteredFunction>();
  for (const raw of rawConfigs) {
    const compiled = compileFunction(parseFunctionConfig(raw));
    functions.set(compiled.id, compiled);
  }
  const byEvent = new Map<string, RegisteredFunction[]>();
  for (const fn of functions.values()) {
    for (const name of new Set(fn.eventTriggers.map((trigger) => trigger.event))) {
      byEvent.set(name, [...(byEvent.get(name) ?? []), fn]);
    }
  }
  return {
    functions,
    ids: [...functions.keys()],
    startedBy: (event) => (byEvent.get(event.name) ?? []).filter((fn) => isStartedBy(fn, event)),
    hears: (eventName) => byEvent.has(eventName),
  };
}

function isStartedBy(fn: RegisteredFunction, event: ReceivedEvent): boolean {
  return fn.eventTriggers.some((trigger) => trigger.event === event.name && trigger.accepts(event));
}

function compileFunction(config: FunctionConfig): RegisteredFunction {
  const { id, throttle, singleton, idempotency, timeouts } = config;
  const key = (option: string, source: string | undefined) => {
    const valueOf = compileKey(id, option, source);
    return (event: ReceivedEvent) => boundKey(`${id}:${valueOf(event)}`);
  };
  return {
    id,
    maxAttempts: config.steps.step.retries.attempts + 1,
    eventTriggers: config.triggers.flatMap((trigger) =>
      "event" in trigger ? [compileTrigger(id, trigger)] : [],
    ),
    crons: config.triggers.flatMap((trigger) => ("cron" in trigger ? [compileCron(id, trigger.cron)] : [])),
    cancelOn: config.cancel.map((entry) => checkCancelOn(id, entry)),
    concurrency: config.concurrency.map((entry) => compileLimit(id, entry)),
    throttle: throttle && {
      intervalMs: throttle.period / throttle.limit,
      burst: throttle.limit,
      keyOf: key("throttle.key", throttle.key),
    },
    singleton: singleton && { mode: singleton.mode, keyOf: key("singleton.key", singleton.key) },
    idempotencyKeyOf: idempotency === undefined ? undefined : key("idempotency", idempotency),
    startTimeoutMs: timeouts.start,
    finishTimeoutMs: timeouts.finish,
  };
}

function compileTrigger(functionId: string, trigger: { event: string; expression?: string | undefined }) {
  if (trigger.event === "inngest/deferred.schedule") {
    throw new RegistrationError(
      `Function "${functionId}" is a deferred function, which the embedded executor does not carry.`,
    );
  }
  const { expression } = trigger;
  if (expression === undefined) return { event: trigger.event, accepts: () => true };
  return {
    event: trigger.event,
    accepts: compiling(functionId, "trigger.if", () => compileEventCondition(expression)),
  };
}

/** "TZ=Europe/Berlin 0 5 * * *": five fields, or six with seconds, in the named time zone or in UTC. */
function compileCron(functionId: string, expression: string): RegisteredCron {
  const zoned = /^TZ=(\S+)\s+(.+)$/.exec(expression.trim());
  const timezone = zoned?.[1] ?? "UTC";
  const pattern = zoned?.[2] ?? expression.trim();
  const cron = compiling(functionId, "trigger.cron", () => {
    const compiled = new Cron(pattern, { timezone, paused: true });
    compiled.nextRun();
    return compiled;
  });
  return {
    expression,
    nextAfter: (ms) => cron.nextRun(new Date(ms))?.getTime(),
    lastUntil: (ms) =>
      cron
        .previousRuns(2, new Date(ms + 1_000))
        .find((tick) => tick.getTime() <= ms)
        ?.getTime(),
  };
}

function checkCancelOn(functionId: string, entry: FunctionConfig["cancel"][number]) {
  const { event, if: expression = null, timeout = null } = entry;
  if (event.startsWith("inngest/")) {
    throw new RegistrationError(
      `Function "${functionId}": cancelOn ${event} is not carried by the embedded executor; use an event of your own.`,
    );
  }
  if (expression !== null) compiling(functionId, "cancelOn.if", () => compileMatchCondition(expression));
  if (timeout !== null && parseWaitEnd(timeout, 0) === undefined) {
    throw new RegistrationError(
      `Function "${functionId}": cancelOn.timeout "${timeout}" is neither a duration nor a date.`,
    );
  }
  return { event, expression, timeout };
}

function compileLimit(functionId: string, entry: FunctionConfig["concurrency"][number]): ConcurrencyLimit {
  if (entry.scope !== "fn" && entry.key === undefined) {
    throw new RegistrationError(
      `Function "${functionId}": concurrency with scope ${entry.scope} needs a key.`,
    );
  }
  const space = entry.scope === "fn" ? `fn:${functionId}` : entry.scope;
  const valueOf = compileKey(functionId, "concurrency.key", entry.key);
  return { limit: entry.limit, keyOf: (event) => boundKey(`${space}:${entry.key ?? ""}:${valueOf(event)}`) };
}

/** Without an expression every event has the same key. */
function compileKey(
  functionId: string,
  option: string,
  source: string | undefined,
): (event: ReceivedEvent) => string {
  if (source === undefined) return () => "";
  const expression: EventExpression = compiling(functionId, option, () => compileEventExpression(source));
  return (event) => keyText(expression(event));
}

function compiling<Result>(functionId: string, option: string, compile: () => Result): Result {
  try {
    return compile();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RegistrationError(`Function "${functionId}": ${option} cannot be read: ${reason}`, { cause });
  }
}
