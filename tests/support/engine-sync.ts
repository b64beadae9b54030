import type { Clock, Context, JsonObject, Stream } from "@/connectors/sdk";
import { systemClock } from "@/connectors/sdk/system-clock";
import type { Choice } from "@/lib/cli/sync/journal";
import type { SyncEvent } from "@/lib/cli/sync/events";
import { requireStates, type SyncRequest } from "@/lib/cli/sync/plan-run";
import { runSync } from "@/lib/cli/sync/run-sync";
import {
  loadDestination,
  loadSource,
  type ConnectorCall,
  type LoadedDestination,
} from "@/lib/connectors/load";
import { keepingOf } from "@/lib/governance/testing/keeping";
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
  /** Called once the source's streams are known, before anything is read. */
  onDiscovered?(): Promise<void>;
  /** Called when a writer has committed for the nth time, before anything else happens; "stop" ends the sync there. */
  onCommit?(commits: number): Promise<"stop" | void>;
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
  const stop = new AbortController();
  const request = await requestOf(sync, watched);
  await sync.onDiscovered?.();
  const destination = withCommitsWatched(request.destination, async (commits) => {
    if ((await sync.onCommit?.(commits)) === "stop") stop.abort();
  });
  const { status, streams } = await runSync(
    { ...request, destination },
    {
      ctx: watched,
      stop: stop.signal,
      report(event) {
        if (event.type === "failed") failure = { kind: event.kind, message: event.message };
        sync.onEvent?.(event);
      },
    },
  );
  return { status, rowsWritten: streams[0]?.rowsWritten ?? 0, failure, log: lines.join("\n") };
}

function withCommitsWatched(
  { connector, ...rest }: LoadedDestination,
  onCommit: (commits: number) => Promise<void>,
): LoadedDestination {
  let commits = 0;
  return {
    ...rest,
    connector: {
      ...connector,
      async open(...args) {
        const writer = await connector.open(...args);
        const commit = writer.commit.bind(writer);
        writer.commit = async (checkpoint) => {
          await commit(checkpoint);
          await onCommit(++commits);
        };
        return writer;
      },
    },
  };
}

async function requestOf(
  { source, destination, syncMode, name, cursorField, namespace: format, prefix = "" }: EngineSync,
  ctx: Context,
): Promise<SyncRequest> {
  const [from, to] = await Promise.all([loadSource(source), loadDestination(destination, keepingOf(ctx))]);
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

/** Ages pass between any two looks at it, so that a checkpoint is due whenever one is possible; waits are short. */
export function checkpointingClock(): Clock {
  let passedMs = 0;
  return { now: () => systemClock.now() + (passedMs += 60_000), sleep: hurriedClock.sleep };
}

/** Waits of the engine (backoff, the watch for silence) are a five-hundredth as long; the time of day is the machine's. */
export const hurriedClock: Clock = {
  now: systemClock.now,
  sleep: (ms, signal) => systemClock.sleep(ms / 500, signal),
};
