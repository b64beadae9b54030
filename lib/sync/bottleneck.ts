import type { Waits } from "./waits";

export interface Bottleneck {
  /** null: no part holds the others up. */
  part: keyof Waits | null;
  /** The largest part's share of all waiting, 0–100. */
  percent: number;
  /** One or two sentences: what was waited for, and what would help. */
  advice: string;
}

/** Less than this in all tells nothing: opening connections outweighs it. */
const leastMs = 1_000;
/** A part that takes less than this share of the time is no bottleneck. */
const dominantPercent = 50;

const advice: Record<keyof Waits, string> = {
  source:
    "it gives rows more slowly than they are taken. Choose fewer fields, read incrementally, or let more of its streams run side by side; a replica near the console helps where the network is slow.",
  transform:
    "mappers, flattening or child tables take longer than reading and writing. Leave out mappers that are not needed (hashing and encryption cost most), keep objects and arrays as JSON, or let more streams run side by side.",
  destination:
    "it takes rows more slowly than they come. Drop indexes and triggers of its tables, append where keys do not repeat, or let more streams run side by side; its server's disks and processors decide the rest.",
};

const names: Record<keyof Waits, string> = {
  source: "the source",
  transform: "the transformation",
  destination: "the destination",
};

/** What held a run or a stream up, by where its time went. null where it was too short to tell. */
export function findBottleneck(waits: Waits): Bottleneck | null {
  const parts: (keyof Waits)[] = ["source", "transform", "destination"];
  const total = parts.reduce((sum, part) => sum + waits[part], 0);
  if (total < leastMs) return null;
  const largest = parts.reduce((most, part) => (waits[part] > waits[most] ? part : most));
  const percent = Math.round((waits[largest] / total) * 100);
  const waited = `Waited ${percent} % for ${names[largest]}`;
  if (percent < dominantPercent) {
    const evenly = `${waited}: no part holds the others up. More streams side by side use them all better.`;
    return { part: null, percent, advice: evenly };
  }
  return { part: largest, percent, advice: `${waited}: ${advice[largest]}` };
}
