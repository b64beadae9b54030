import type { StoredEvent } from "./events";
import { compileMatchCondition, hashValueAt } from "./expressions";
import type { Sql } from "./store/database";
import { parsePayload } from "./store/events";
import { findListeners, findMatchPaths, type FoundListener } from "./store/listeners";

export interface Match {
  listener: FoundListener;
  event: StoredEvent;
}

/** What live runs listen for among these events; of several that fit a listener, the first. */
export async function matchListeners(sql: Sql, events: StoredEvent[], nowMs: number): Promise<Match[]> {
  const names = [...new Set(events.map((event) => event.event.name))];
  const paths = await findMatchPaths(sql, names);
  if (paths.length === 0) return [];
  const probes = paths.flatMap(({ eventName, matchPath }) => probesFor(events, eventName, matchPath));
  if (probes.length === 0) return [];
  const listeners = await findListeners(sql, probes, nowMs);
  return listeners.flatMap((listener) => {
    const event = events.find((candidate) => isMatch(listener, candidate));
    return event ? [{ listener, event }] : [];
  });
}

interface Probe {
  eventName: string;
  matchPath: string | null;
  matchHash: string | null;
}

function probesFor(events: StoredEvent[], eventName: string, matchPath: string | null): Probe[] {
  if (matchPath === null) return [{ eventName, matchPath, matchHash: null }];
  const named = events.filter(({ event }) => event.name === eventName);
  return named.flatMap(({ event }) => {
    const matchHash = hashValueAt(event, matchPath);
    return matchHash === undefined ? [] : [{ eventName, matchPath, matchHash }];
  });
}

function isMatch(listener: FoundListener, { event }: StoredEvent): boolean {
  if (listener.eventName !== event.name) return false;
  if (listener.matchPath !== null) return hashValueAt(event, listener.matchPath) === listener.matchHash;
  if (listener.expression === null) return true;
  return compileMatchCondition(listener.expression)(parsePayload(listener.payload ?? "{}"), event);
}
