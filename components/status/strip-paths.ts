import type { State } from "@/components/ui/state";

/** Pixels of a strip: each run's bar is 3 wide in a step of 5. */
export const stripHeightPx = 24;
export const stripStepPx = 5;

const barPx = 3;
const leastBarPx = 3;
/** Above the longest bar, for its mark. */
const headroomPx = 5;

export interface StripPaths {
  state: State;
  /** The `d` of the bars, and of the dots over those that did not end well; empty where there are none. */
  bars: string;
  marks: string;
}

/** The bars of runs, oldest at the left, as one path for each state: height is the root of the duration. */
export function stripPaths(runs: readonly { state: State; durationMs: number }[]): StripPaths[] {
  const longestMs = Math.max(1, ...runs.map((run) => run.durationMs));
  const paths = new Map<State, StripPaths>();
  for (const [index, { state, durationMs }] of runs.entries()) {
    const heightPx = Math.max(leastBarPx, Math.sqrt(durationMs / longestMs) * (stripHeightPx - headroomPx));
    const left = index * stripStepPx + 1;
    const top = Math.round((stripHeightPx - heightPx) * 10) / 10;
    const path = paths.get(state) ?? { state, bars: "", marks: "" };
    path.bars += isOutlined(state) ? outlineAt(left, top) : barAt(left, top);
    if (state === "bad" || state === "warn") path.marks += `M${left + barPx / 2} ${Math.max(1.5, top - 3)}h0`;
    paths.set(state, path);
  }
  return [...paths.values()];
}

/** What has not come to an end of its own is drawn as an outline. */
export function isOutlined(state: State): boolean {
  return state === "waiting" || state === "paused";
}

function barAt(left: number, top: number): string {
  return `M${left} ${stripHeightPx}V${top + 1}q0-1 1-1h${barPx - 2}q1 0 1 1V${stripHeightPx}z`;
}

/** The line lies inside the bar. */
function outlineAt(left: number, top: number): string {
  return `M${left + 0.5} ${top + 0.5}h${barPx - 1}V${stripHeightPx - 0.5}h${1 - barPx}z`;
}
