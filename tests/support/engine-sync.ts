import type { Clock, Context, JsonObject, Stream } from "@/connectors/sdk";
import { clock } from "@/lib/cli/sync/context";
import type { Choice } from "@/lib/cli/sync/journal";
import type { SyncEvent } from "@/lib/cli/sync/events";
import { requireStates, type SyncRequest } from "@/lib/cli/sync/plan-run";
import { runSync } from "@/lib/cli/sync/run-sync";
import { loadDestination, loadSource, type ConnectorCall } from "@/lib/connectors/load";
import type { SyncMode } from "@/lib/sync/modes";

export interface EngineSync {
  source: ConnectorCall & { config: JsonObject };
  destination: ConnectorCall & { config: JsonObject };
  syncMode: SyncMode;
  /** Of the chosen stream. */
  name: string;
  cursorField?: string;
  /** Of the table; without it the destination's own. */
  namespace?: string;
  prefix?: string;
  /** Called with each thing the sync tells. */
  onEvent?(event: SyncEvent): void;
}

export interface EngineOutcome {
  status: "succeeded" | "failed" | "cancelled";
  rowsWritten: number;
  /** Of the stream that failed. */
  failure: { kind: string; message: string } | null;
  log: string;
}

/** One run of the engine in this process, one stream from real connector to real connector, as a command carries it out. */
export async function syncInProcess(sync: EngineSync, ctx: Context): Promise<EngineOutcome> {
  const lines: string[] = [];
  let failure: EngineOutcome["failure"] = null;
  const watched: Context = { ...ctx, log: (level, message) => void lines.push(`${level} ${message}`) };
  const request = await requestOf(sync, watched);
  const { status, streams } = await runSync(request, {
    ctx: watched,
    stop: new AbortController().signal,
    report(event) {
      if (event.type === "failed") failure = { kind: event.kind, message: event.message };
      sync.onEvent?.(event);
    },
  });
  return { status, rowsWritten: streams[0]?.rowsWritten ?? 0, failure, log: lines.join("\n") };
}

async function requestOf(
  { source, destination, syncMode, name, cursorField, namespace: format, prefix = "" }: EngineSync,
  ctx: Context,
): Promise<SyncRequest> {
  const [from, to] = await Promise.all([loadSource(source), loadDestination(destination)]);
  const connectionId = `${source.connector}-${destination.connector}`;
  const discovered: Stream[] = await from.connector.discover(from.config, ctx);
  const stream = discovered.find((candidate) => candidate.name === name);
  if (!stream) throw new Error(`The source has no stream ${name}.`);
  const { namespace } = stream;
  const choice: Choice = {
    ...(namespace === undefined ? {} : { namespace }),
    name,
    syncMode,
    cursorField: cursorField === undefined ? [] : [cursorField],
    primaryKey: [],
  };
  return {
    connectionId,
    source: from,
    destination: to,
    choices: [choice],
    discovered,
    namespace:
      format === undefined
        ? { definition: "destination", format: null }
        : { definition: "custom_format", format },
    prefix,
    normalization: "basic",
    objects: "json",
    quarantineLimit: 0,
    mapperSecrets: {},
    verification: "counts",
    stored: to.connector.states ? await requireStates(to, connectionId, ctx) : [],
    isSample: false,
  };
}

/** Waits of the engine (backoff, the watch for silence) are a five-hundredth as long; the time of day is the machine's. */
export const hurriedClock: Clock = { now: clock.now, sleep: (ms, signal) => clock.sleep(ms / 500, signal) };
