import type { Waits } from "./waits";

export interface Bottleneck {
  /** null: no part holds the others up. */
  part: keyof Waits | null;
  /** What was waited for most. */
  longest: keyof Waits;
  /** Its share of all waiting, 0–100. */
  percent: number;
}

/** Less than this in all tells nothing: opening connections outweighs it. */
const leastMs = 1_000;
/** A part that takes less than this share of the time is no bottleneck. */
const dominantPercent = 50;

/** What held a run or a stream up, by where its time went. null where it was too short to tell. */
export function findBottleneck(waits: Waits): Bottleneck | null {
  const parts: (keyof Waits)[] = ["source", "transform", "destination"];
  const total = parts.reduce((sum, part) => sum + waits[part], 0);
  if (total < leastMs) return null;
  const longest = parts.reduce((most, part) => (waits[part] > waits[most] ? part : most));
  const percent = Math.round((waits[longest] / total) * 100);
  return { part: percent < dominantPercent ? null : longest, longest, percent };
}
