/** One figure, beside what it is held against. */
export interface BenchRow {
  what: string;
  value: number;
  unit: string;
  goal?: Goal;
  /** What is drawn beside each other: what Sluice takes, what the bare tools take, what others take. */
  side?: Side;
}

export type Side = "ours" | "limit" | "peer";

/** What the value must be for the goal to be reached. */
export type Goal = { atLeast: number } | { below: number };

export interface BenchResult {
  name: string;
  /** What one must know to read the figures: server, rows, what the anchor leaves out. */
  note: string;
  rows: BenchRow[];
}

/** As `--json` writes it. */
export interface BenchReport {
  at: string;
  machine: { cores: number; node: string; platform: string };
  results: BenchResult[];
}

export function row(what: string, value: number, unit: string, goal?: Goal): BenchRow {
  return { what, value: Number(value.toPrecision(3)), unit, ...(goal ? { goal } : {}) };
}

/** A time to compare with the others of its result. */
export function timeRow(what: string, side: Side, seconds: number): BenchRow {
  return { ...row(what, seconds, "s"), side };
}

export function toTable(results: BenchResult[]): string {
  return results
    .map(({ name, note, rows }) => [`${name} (${note})`, ...rows.map(toLine), ""].join("\n"))
    .join("\n");
}

function toLine({ what, value, unit, goal }: BenchRow): string {
  const figure = `${value}`.padStart(9);
  return `  ${what.padEnd(58)}${figure} ${unit.padEnd(7)}${goal ? judge(value, goal).text : ""}`.trimEnd();
}

export function judge(value: number, goal: Goal): { isReached: boolean; text: string } {
  const [isReached, text] =
    "atLeast" in goal
      ? [value >= goal.atLeast, `≥ ${goal.atLeast}`]
      : [value < goal.below, `< ${goal.below}`];
  return { isReached, text: `${text} ${isReached ? "reached" : "missed"}` };
}

/** The value below which that share of them lies. */
export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export const median = (values: number[]): number => quantile(values, 0.5);

/** Seconds that the work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
