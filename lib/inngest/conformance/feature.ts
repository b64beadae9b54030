import type { FailureEventArgs, GetStepTools, Inngest, InngestFunction } from "inngest";

/** Something that a function has noted: what happened, to which subject, with what. */
export interface Fact {
  subject: string;
  what: string;
  detail: unknown;
}

/** What functions of a feature use besides the SDK. */
export interface Stage {
  client: Inngest;
  note(subject: unknown, what: string, detail?: unknown): void;
  /** Resolves once the check opens the gate of this name for the subject: holds a step in mid-call. */
  pass(subject: unknown, gate: string): Promise<void>;
}

export interface SentEvent {
  name: string;
  data: Record<string, unknown>;
  id?: string;
  ts?: number;
}

/** One subject of a check, and its executor. Every event of a feature carries its subject in `data.subject`. */
export interface World {
  subject: string;
  /** The executor's time. */
  now(): number;
  send(events: SentEvent | SentEvent[]): Promise<void>;
  facts(what: string): unknown[];
  open(gate: string): void;
  /** Waits, letting time pass, until there are that many facts; throws when they do not come. */
  until(what: string, count: number): Promise<void>;
  /** Lets at least this much time pass, and everything happen that is due by then. */
  elapse(ms: number): Promise<void>;
}

/** One thing that every executor of these functions must do. States only what is certain: no order, no winner, no instant. */
export interface Feature {
  /** A sentence. */
  name: string;
  functions(stage: Stage): InngestFunction.Any[];
  /** Throws when the feature does not hold. */
  check(world: World): Promise<void>;
}

/** An executor that the features can be checked against. */
export interface Adapter {
  /** Serves all these functions until `stop`. `held` tells how many steps are held at gates. */
  start(build: (client: Inngest) => InngestFunction.Any[], held: () => number): Promise<RunningAdapter>;
}

export interface RunningAdapter {
  send(events: SentEvent[]): Promise<void>;
  now(): number;
  /**
   * Lets the executor get on a little: until `changed` resolves, at the next fact, or until its time has passed to the next
   * thing that is due. Rejects when nothing is left to happen.
   */
  proceed(changed: Promise<void>): Promise<void>;
  elapse(ms: number): Promise<void>;
  stop(): Promise<void>;
}

/** What the SDK gives to onFailure, which it does not infer where the option stands beside others. */
export type FailureContext = FailureEventArgs & { step: GetStepTools<Inngest> };

/** The event that made a run fail, be cancelled or finish, as the executor tells of it. */
export function subjectOf(lifecycleData: unknown): unknown {
  const { event } = lifecycleData as { event: { data: { subject?: unknown } } };
  return event.data.subject;
}
