import type { SyncEvent, SyncResult } from "../sync/events";
import { ScreenReporter } from "./screen-reporter";
import type { World } from "./world";

/** Says how a sync goes: to a program as lines of JSON, to a person at a terminal as a picture, to a log as lines. */
export interface Reporter {
  event(event: SyncEvent): void;
  result(result: SyncResult, isExactlyOnce: boolean): Promise<void>;
  /** Leaves the terminal as it was. Safe to call twice. */
  close(): void;
}

export function createReporter(isJson: boolean, world: World): Reporter {
  if (isJson) return jsonReporter(world);
  return world.screen ? new ScreenReporter(world, world.screen) : lineReporter(world);
}

function jsonReporter(world: World): Reporter {
  return {
    event: (event) => void world.out(JSON.stringify(event)),
    result: ({ status, seconds, streams }) =>
      world.out(JSON.stringify({ type: "result", status, seconds, streams })),
    close: () => undefined,
  };
}

function lineReporter(world: World): Reporter {
  return {
    event: (event) => {
      const line = lineOf(event);
      if (line !== null) world.err(line);
    },
    result: (result, isExactlyOnce) => {
      world.err(summaryOf(result, isExactlyOnce));
      return Promise.resolve();
    },
    close: () => undefined,
  };
}

/** An event that is worth a line in a log; null for what only moves. */
export function lineOf(event: SyncEvent): string | null {
  switch (event.type) {
    case "plan":
      return event.goesOn ? "Going on with the run that has not ended." : null;
    case "done":
      return `${labelOf(event)}: ${rowsText(event.rowsWritten)} in ${event.seconds.toFixed(1)} s, verified${event.rowsQuarantined > 0 ? `, ${event.rowsQuarantined} quarantined` : ""}`;
    case "failed":
      return `${labelOf(event)}: ${event.kind === "cancelled" ? "stopped" : "failed"}. ${event.message}`;
    case "log":
      return event.level === "debug" ? null : event.message;
    case "progress":
    case "phase":
      return null;
  }
}

export function summaryOf({ status, seconds, streams }: SyncResult, isExactlyOnce: boolean): string {
  const rows = streams.reduce((sum, stream) => sum + stream.rowsWritten, 0);
  const verified = streams.filter((stream) => stream.verified).length;
  const counted = `${rowsText(rows)} in ${seconds.toFixed(1)} s, ${verified} of ${streams.length} streams verified.`;
  if (status === "succeeded") return `Done: ${counted}`;
  const again = isExactlyOnce
    ? "The same command goes on from here; no row is lost or repeated."
    : "The same command goes on from here; rows since the last checkpoint may come twice.";
  return `${status === "cancelled" ? "Stopped" : "Failed"}: ${counted} ${again}`;
}

export function labelOf({ namespace, name }: { namespace: string | null; name: string }): string {
  return namespace === null ? name : `${namespace}.${name}`;
}

export function rowsText(rows: number): string {
  return `${countText(rows)} ${rows === 1 ? "row" : "rows"}`;
}

/** A count with its digits in groups of three. The first toLocaleString of a process takes 14 ms, a short sync half a second. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
