import { TransientError, type Stream } from "@/connectors/sdk";
import { diffCatalogs, type CatalogDiff } from "@/lib/catalog/diff";
import { db, type Source } from "@/lib/db";
import { log } from "@/lib/log";
import { runtime } from "@/lib/runtime";
import type { TaskOptions } from "@/lib/worker/tasks";
import type { Scope } from "@/lib/workspaces/scope";
import { callOf, rotateSourceSecrets } from "./calls";
import { requireSource } from "./queries";

export interface SourceCatalogView {
  streams: Stream[];
  discoveredAt: Date;
}

/** A source that answers no discovery within this time is given up. */
const timeoutMs = 600_000;

/** Discoveries under way, by source and configuration: who asks meanwhile waits for the same one. */
const holder = globalThis as typeof globalThis & { sluiceDiscoveries?: Map<string, Promise<Stream[]>> };

/**
 * What the source offers: from the last discovery of its present configuration, or from one made now. A discovery
 * goes on when whoever asked for it has left, so that the next to ask finds it done. Throws the connector's own error
 * where the source cannot be read.
 */
export async function discoverSource(
  scope: Scope,
  id: string,
  options: { refresh?: boolean; signal?: AbortSignal } = {},
): Promise<Stream[]> {
  const source = await requireSource(scope, id);
  if (!options.refresh) {
    const known = await findCatalog(scope, id);
    if (known) return known.streams;
  }
  return untilLeft(shareDiscovery(scope, source), options.signal);
}

/** What the source offers now, and how it differs from what was known before; null: nothing was. */
export async function refreshCatalog(
  scope: Scope,
  id: string,
): Promise<{ streams: Stream[]; diff: CatalogDiff | null }> {
  const known = await findCatalog(scope, id);
  const streams = await discoverSource(scope, id, { refresh: true });
  return { streams, diff: known && diffCatalogs(known.streams, streams) };
}

/** The last discovery of the source as it is configured now; null before the first. */
export async function findCatalog(scope: Scope, id: string): Promise<SourceCatalogView | null> {
  const row = await db().sourceCatalog.findFirst({
    where: { sourceId: id, source: { workspaceId: scope.workspaceId } },
  });
  // Written by `discover` alone.
  return row && { streams: row.streams as unknown as Stream[], discoveredAt: row.discoveredAt };
}

function shareDiscovery(scope: Scope, source: Source): Promise<Stream[]> {
  const running = (holder.sluiceDiscoveries ??= new Map());
  const key = `${source.id} ${source.updatedAt.toISOString()}`;
  const present = running.get(key);
  if (present) return present;
  const discovery = discover(scope, source).finally(() => running.delete(key));
  running.set(key, discovery);
  return discovery;
}

async function discover(scope: Scope, source: Source): Promise<Stream[]> {
  const signal = AbortSignal.timeout(timeoutMs);
  const onRotate = (patch: Record<string, string>) => rotateSourceSecrets(scope, source.id, patch);
  const call = await callOf(source);
  const discovering = runtime().pool.run(
    "discover",
    { source: call },
    { lane: "interactive", signal, onRotate, onEvent: noteOf(source) },
  );
  const streams = await discovering.catch((cause: unknown) => {
    if (!signal.aborted) throw cause;
    throw new TransientError(
      `${source.name} did not say within 10 minutes what it offers. Try again later.`,
      { cause },
    );
  });
  await keepCatalog(source, streams);
  return streams;
}

/** What the connector tells of a discovery (what it leaves out, and why) goes to the process's log: nobody may be waiting. */
function noteOf({ id: sourceId }: Source): TaskOptions["onEvent"] {
  return (event) => {
    if (event.type === "log" && event.level !== "debug") log[event.level](event.message, { sourceId });
  };
}

/** Kept only for the configuration it was made with: a source that was changed meanwhile is discovered anew. */
async function keepCatalog(source: Source, streams: Stream[]): Promise<void> {
  await db().$executeRaw`
    INSERT INTO source_catalog (source_id, streams, discovered_at)
    SELECT id, ${JSON.stringify(streams)}::jsonb, now() FROM source
    WHERE id = ${source.id}::uuid AND workspace_id = ${source.workspaceId}::uuid AND updated_at = ${source.updatedAt}
    ON CONFLICT (source_id) DO UPDATE SET streams = excluded.streams, discovered_at = excluded.discovered_at`;
}

/** Ends the waiting, not the work. */
function untilLeft<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason as Error);
    if (signal.aborted) leave();
    signal.addEventListener("abort", leave, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
  });
}
