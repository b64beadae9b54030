import { Environment } from "@marcbachmann/cel-js";
import { hashText } from "./ids";
import type { ReceivedEvent } from "./events";

/** An expression over `event`: the event that starts, or has started, the run. */
export type EventExpression = (event: ReceivedEvent) => unknown;
/** A condition over `event` and `async`: the event that is being matched against the run. */
export type MatchCondition = (event: ReceivedEvent, async: ReceivedEvent) => boolean;

const environment = new Environment().registerVariable("event", "dyn").registerVariable("async", "dyn");
const conditions = new Map<string, MatchCondition>();

/** Throws when `source` is no CEL expression over `event`. A value that cannot be computed (a missing field) is null. */
export function compileEventExpression(source: string): EventExpression {
  const run = compile(source);
  return (event) => evaluate(run, { event: variablesOf(event), async: null });
}

/** As above, for conditions: only `true` holds; a missing field makes the condition false. */
export function compileEventCondition(source: string): (event: ReceivedEvent) => boolean {
  const expression = compileEventExpression(source);
  return (event) => expression(event) === true;
}

/** Compiled once per source: waits bring their conditions with them at run time. */
export function compileMatchCondition(source: string): MatchCondition {
  const known = conditions.get(source);
  if (known) return known;
  const run = compile(source);
  const condition: MatchCondition = (event, async) =>
    evaluate(run, { event: variablesOf(event), async: variablesOf(async) }) === true;
  if (conditions.size >= 1_000) conditions.clear();
  conditions.set(source, condition);
  return condition;
}

/** The text under which equal values of a key fall together. */
export function keyText(value: unknown): string {
  return (
    JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? Number(part) : part)) ?? "null"
  );
}

/** Keys are indexed, and an index takes no long text: beyond this a hash stands for the rest. */
export function boundKey(key: string): string {
  return key.length <= 300 ? key : `${key.slice(0, 200)}…${hashText(key)}`;
}

export interface EqualityMatch {
  /** Path into the event of the run that listens, for example "data.id". */
  eventPath: string;
  /** Path into the event that arrives. */
  asyncPath: string;
}

const equalityPattern = /^event\.([A-Za-z_][\w.]*) == async\.([A-Za-z_][\w.]*)$/;

/** The two paths, if the expression only compares them: what `match` of cancelOn and waitForEvent becomes. */
export function parseEqualityMatch(expression: string | null): EqualityMatch | undefined {
  const found = expression === null ? null : equalityPattern.exec(expression);
  const [, eventPath, asyncPath] = found ?? [];
  return eventPath && asyncPath ? { eventPath, asyncPath } : undefined;
}

/** A hash of the value at `path`, equal for equal values; undefined when there is no value. */
export function hashValueAt(event: ReceivedEvent, path: string): string | undefined {
  let value: unknown = variablesOf(event);
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return hashText(canonicalText(value));
}

type Compiled = (variables: Record<string, unknown>) => unknown;

function compile(source: string): Compiled {
  const parsed = environment.parse(source);
  const check = parsed.check();
  if (!check.valid) throw check.error ?? new Error(`"${source}" is not a valid expression.`);
  return (variables) => parsed(variables);
}

function evaluate(run: Compiled, variables: Record<string, unknown>): unknown {
  try {
    return run(variables);
  } catch {
    // Fields that are absent, or of another type than the expression expects, are normal in events.
    return null;
  }
}

function variablesOf(event: ReceivedEvent): Record<string, unknown> {
  return {
    id: event.id,
    name: event.name,
    ts: event.ts,
    data: event.data,
    user: event.user ?? {},
    v: event.v ?? null,
  };
}

function canonicalText(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${canonicalText(part)}`).join(",")}}`;
}
