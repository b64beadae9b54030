/** A run that ended green or red. */
export interface EndedRun {
  id: string;
  failed: boolean;
  endedAt: Date;
}

export interface Trouble {
  /** Names what is to be told about it now: what has the same name is told once. */
  occasion: string;
  failedRuns: number;
  since: Date;
  /** It has succeeded in between. */
  flaps: boolean;
}

const hourMs = 60 * 60_000;
/** A failure within so long of the one before belongs to the same trouble, also where a run succeeded in between. */
export const calmMs = 6 * hourMs;
/** While it lasts, trouble is told again this often. */
const remindMs = 24 * hourMs;
/** Runs that are looked back at. Trouble that is longer is told once a day without its beginning being known. */
export const lookBack = 200;

/**
 * What a failed run, the first of `runs` (newest first), is told as. Its trouble is told when it begins, when the
 * connection begins to fail and succeed in turn, and once a day while it lasts: the occasion is another only then.
 */
export function troubleOfFailure(runs: readonly EndedRun[]): Trouble {
  const [last] = runs;
  if (!last?.failed) throw new Error("Only a failed run has trouble.");
  const { first, failedRuns, flaps, isWhole } = walkBack(runs);
  const days = Math.floor((last.endedAt.getTime() - first.endedAt.getTime()) / remindMs);
  const occasion = isWhole
    ? `${first.id}:${flaps ? "flaps" : "fails"}:${days}`
    : `long:${last.endedAt.toISOString().slice(0, 10)}`;
  return { occasion, failedRuns, since: first.endedAt, flaps };
}

/**
 * What trouble a succeeded run, the first of `runs`, ends: that of the failed run right before it; or, where the
 * connection had failed and succeeded in turn, once it has been well for `calmMs`. null: none.
 */
export function troubleOfSuccess(runs: readonly EndedRun[]): Trouble | null {
  const [now, before] = runs;
  const at = runs.findIndex((run) => run.failed);
  const lastFailure = runs[at];
  if (!now || now.failed || !before || !lastFailure) return null;
  const { first, failedRuns, flaps } = walkBack(runs.slice(at));
  const trouble = { failedRuns, since: first.endedAt, flaps };
  const wellMs = (run: EndedRun) => run.endedAt.getTime() - lastFailure.endedAt.getTime();
  if (!flaps) return before.failed ? { ...trouble, occasion: `${first.id}:recovered` } : null;
  const isCalmNow = wellMs(now) >= calmMs && wellMs(before) < calmMs;
  return isCalmNow ? { ...trouble, occasion: `${first.id}:calm` } : null;
}

interface Walk {
  first: EndedRun;
  failedRuns: number;
  flaps: boolean;
  /** The beginning of the trouble is among the runs that were looked at. */
  isWhole: boolean;
}

function walkBack(runs: readonly EndedRun[]): Walk {
  const [last] = runs;
  if (!last) throw new Error("There is no run to look back from.");
  const walk: Walk = { first: last, failedRuns: 0, flaps: false, isWhole: true };
  let hasSucceeded = false;
  for (const run of runs) {
    const gapMs = walk.first.endedAt.getTime() - run.endedAt.getTime();
    if (hasSucceeded && gapMs >= calmMs) return walk;
    if (!run.failed) {
      hasSucceeded = true;
      continue;
    }
    walk.flaps ||= hasSucceeded;
    hasSucceeded = false;
    walk.failedRuns++;
    walk.first = run;
  }
  return { ...walk, isWhole: hasSucceeded || runs.length < lookBack };
}
