import { AuthError, TransientError, type Clock } from "@/connectors/sdk";
import { steadyTime } from "../steady-time";
import type { AskDecisions, WriteAnswer, WriteGate, WriteQuestion } from "./types";

export interface GateOptions {
  ask: AskDecisions;
  predicate: string;
  /** How long a decision holds, counted from when it was asked for. */
  ttlMs: number;
  clock: Clock;
  /** Where a person gives leave, as the end of a refusal: "Let a policy allow it". */
  advice: string;
}

/** Whoever decides has so long for an answer. */
export const decideWithinMs = 10_000;

/** How many refused paths a message names. */
const maxNamed = 5;

/** A gate that asks, and remembers what it was allowed for as long as that holds. */
export function createWriteGate(options: GateOptions): WriteGate {
  return new AskingGate(options);
}

class AskingGate implements WriteGate {
  private readonly heldUntil = new Map<string, number>();
  private readonly now: () => number;

  constructor(private readonly options: GateOptions) {
    this.now = steadyTime(options.clock);
  }

  renew(paths: string[]): void | Promise<void> {
    const now = this.now();
    if (paths.every((path) => this.holds(path, now))) return;
    return this.ask(paths.filter((path) => !this.holds(path, now)));
  }

  async ask(paths: string[]): Promise<void> {
    const { predicate, ttlMs, ask } = this.options;
    const questions = [...new Set(paths)].map((path): WriteQuestion => ({ predicate, path }));
    if (questions.length === 0) return;
    const heldUntil = this.now() + ttlMs;
    for (const { path } of questions) this.heldUntil.delete(path);
    const answers = await ask(questions);
    if (answers.length !== questions.length)
      throw new TransientError(
        `${questions.length} questions about writes were answered by ${answers.length} answers. Nothing is written on the strength of that; it has to be asked again.`,
      );
    const refusals = questions.flatMap(({ path }, index) => refusalOf(path, answers[index]) ?? []);
    if (refusals.length > 0) throw refusedError(refusals, this.options);
    for (const { path } of questions) this.heldUntil.set(path, heldUntil);
  }

  private holds(path: string, now: number): boolean {
    const until = this.heldUntil.get(path);
    return until !== undefined && now < until;
  }
}

interface Refusal {
  path: string;
  answer: WriteAnswer;
}

function refusalOf(path: string, answer: WriteAnswer | undefined): Refusal | null {
  if (!answer) throw new Error(`There is no answer about ${path}.`);
  return answer.allow && answer.valid ? null : { path, answer };
}

function refusedError(refusals: Refusal[], { predicate, advice }: GateOptions): AuthError {
  const [first] = refusals;
  const { subject, valid, reason } = first?.answer ?? {};
  const named = refusals.slice(0, maxNamed).map(({ path }) => path);
  const more = refusals.length > maxNamed ? ` and ${refusals.length - maxNamed} more` : "";
  const who = subject ?? (valid ? "The holder of the API key" : "The holder of an API key that is not valid");
  const why = reason ? `: ${withoutFullStop(reason)}` : "";
  const whatToDo = valid
    ? `${advice}, or give the destination another API key.`
    : "Give the destination another API key.";
  return new AuthError(
    `${who} may not ${predicate} ${named.join(", ")}${more}${why}. Nothing is written without leave; what was committed before stays. ${whatToDo}`,
    { field: ["write_authentication", "api_key"] },
  );
}

function withoutFullStop(reason: string): string {
  return reason.replace(/\.\s*$/, "");
}
