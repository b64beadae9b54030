import type { Stream } from "@/connectors/sdk";

/** What an earlier run moved of a stream. */
export interface PastLoad {
  rows: number;
  bytes: number;
  seconds: number;
}

export interface Forecast {
  rows: number | null;
  bytes: number | null;
  seconds: number | null;
  /** Whose word it is: the source's own statistics, or what the last runs came to. null: nothing is known. */
  basis: "source" | "runs" | null;
}

export interface ForecastRequest {
  mode: "full_refresh" | "incremental";
  /** Reading goes on from a checkpoint: only what is new comes. */
  goesOn: boolean;
  estimate: Stream["estimate"];
  /** Of the last runs, in any order. */
  past: PastLoad[];
}

/**
 * How much a run will read of a stream, and how long that takes. All of it by the source's statistics; where those are
 * missing, or only what is new is read, as much as the last runs did (by the median: the first of them read it all).
 */
export function forecastStream({ mode, goesOn, estimate, past }: ForecastRequest): Forecast {
  if (!goesOn && estimate) return { ...estimate, seconds: secondsFor(estimate.rows, past), basis: "source" };
  const isAlike = goesOn || mode === "full_refresh";
  if (!isAlike || past.length === 0) return { rows: null, bytes: null, seconds: null, basis: null };
  return {
    rows: Math.round(median(past.map(({ rows }) => rows))),
    bytes: Math.round(median(past.map(({ bytes }) => bytes))),
    seconds: median(past.map(({ seconds }) => seconds)),
    basis: "runs",
  };
}

/** At the rate of all past loads together: those that moved much count most. */
function secondsFor(rows: number, past: PastLoad[]): number | null {
  const moved = past.reduce((sum, load) => sum + load.rows, 0);
  const seconds = past.reduce((sum, load) => sum + load.seconds, 0);
  return moved === 0 || seconds === 0 ? null : (rows * seconds) / moved;
}

function median(values: number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}
