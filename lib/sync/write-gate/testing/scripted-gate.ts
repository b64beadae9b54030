import type { AskDecisions, WriteAnswer, WriteGate, WriteQuestion } from "../types";

/** Notes what happens in its order: what was asked, and whatever a test adds. */
export class ScriptedGate implements WriteGate {
  readonly events: string[] = [];
  /** By path: thrown when it is asked about. */
  refusals = new Map<string, Error>();
  /** Whether `renew` finds a decision that holds. */
  holds = false;

  async ask(paths: string[]): Promise<void> {
    this.events.push(`ask ${paths.join(" ")}`);
    this.refuse(paths);
  }

  renew(paths: string[]): void | Promise<void> {
    if (this.holds) return;
    this.events.push(`renew ${paths.join(" ")}`);
    return Promise.resolve().then(() => this.refuse(paths));
  }

  private refuse(paths: string[]): void {
    for (const path of paths) {
      const error = this.refusals.get(path);
      if (error) throw error;
    }
  }
}

export const allowed: WriteAnswer = { allow: true, valid: true, subject: "alice", reason: null };

export function refused(reason: string | null = null): WriteAnswer {
  return { allow: false, valid: true, subject: "alice", reason };
}

/** Answers each question by its path, and keeps what it was asked. */
export function decideBy(answer: (path: string) => WriteAnswer): AskDecisions & { asked: WriteQuestion[][] } {
  const asked: WriteQuestion[][] = [];
  return Object.assign(
    (questions: WriteQuestion[]) => {
      asked.push(questions);
      return Promise.resolve(questions.map(({ path }) => answer(path)));
    },
    { asked },
  );
}
