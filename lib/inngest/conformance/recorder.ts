import type { Fact } from "./feature";

/** Collects the facts of all functions, and the gates that hold them; in memory, as every function runs in this process. */
export class Recorder {
  private readonly facts: Fact[] = [];
  private readonly gates = new Map<string, { promise: Promise<void>; open: () => void }>();
  private holding = 0;
  private waiting: (() => void)[] = [];

  note(subject: unknown, what: string, detail?: unknown): void {
    this.facts.push({ subject: String(subject), what, detail });
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  list(subject: string, what: string): unknown[] {
    return this.facts
      .filter((fact) => fact.subject === subject && fact.what === what)
      .map((fact) => fact.detail);
  }

  /** Everything about a subject, for the message of a check that fails. */
  describe(subject: string): string {
    const facts = this.facts.filter((fact) => fact.subject === subject);
    return (
      facts.map(({ what, detail }) => `${what} ${JSON.stringify(detail) ?? ""}`.trim()).join(", ") ||
      "nothing"
    );
  }

  changed(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** How many steps are held at gates. */
  get held(): number {
    return this.holding;
  }

  async pass(subject: unknown, gate: string): Promise<void> {
    this.holding += 1;
    await this.gate(`${String(subject)}/${gate}`).promise;
    this.holding -= 1;
  }

  open(subject: string, gate: string): void {
    this.gate(`${subject}/${gate}`).open();
  }

  private gate(key: string): { promise: Promise<void>; open: () => void } {
    const known = this.gates.get(key);
    if (known) return known;
    let open: () => void = () => undefined;
    const promise = new Promise<void>((resolve) => {
      open = resolve;
    });
    const gate = { promise, open };
    this.gates.set(key, gate);
    return gate;
  }
}
