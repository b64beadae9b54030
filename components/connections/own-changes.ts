import { useSyncExternalStore } from "react";
import type { ActionResult } from "@/lib/action";

/** What is shown at once, before the console has answered. */
export interface OwnChange {
  name?: string;
  status?: "active" | "inactive";
}

interface Pending {
  change: OwnChange;
  /** Set once it is saved: what is drawn from this revision on has it. */
  revision?: number;
}

type SavedListener = (saved: { id: string; revision: number }) => void;

const pending = new Map<string, Pending>();
const readers = new Set<() => void>();
const savedListeners = new Set<SavedListener>();

/** A connection as it was drawn, with what this tab has changed since. */
export function useOwnChange<Drawn extends { id: string; revision: number }>(
  drawn: Drawn,
): Drawn & OwnChange {
  const own = useSyncExternalStore(
    subscribe,
    () => pending.get(drawn.id),
    () => undefined,
  );
  if (!own || (own.revision !== undefined && drawn.revision >= own.revision)) return drawn;
  return { ...drawn, ...own.change };
}

/** Shows the change while it is saved, and takes it back where that is refused. */
export async function saveOwn<Saved extends { revision: number }>(
  id: string,
  change: OwnChange,
  save: () => Promise<ActionResult<Saved>>,
): Promise<ActionResult<Saved>> {
  put(id, { change });
  const result = await save();
  if (!result.ok) {
    put(id, undefined);
    return result;
  }
  put(id, { change, revision: result.data.revision });
  for (const listener of savedListeners) listener({ id, revision: result.data.revision });
  return result;
}

/** Forms of the same tab go on from what another of them has just saved. */
export function onSaved(listener: SavedListener): () => void {
  savedListeners.add(listener);
  return () => savedListeners.delete(listener);
}

function put(id: string, own: Pending | undefined): void {
  if (own) pending.set(id, own);
  else pending.delete(id);
  for (const read of readers) read();
}

function subscribe(read: () => void): () => void {
  readers.add(read);
  return () => readers.delete(read);
}
