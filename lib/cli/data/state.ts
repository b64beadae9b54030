import { ConfigError, feedIdOf, noCounts, streamLabel, type FeedState, type Json } from "@/connectors/sdk";
import type { LoadedDestination } from "@/lib/connectors/load";
import { listStates } from "@/lib/sync/feed-states";
import { matchesGlob } from "../arguments/glob";
import { parseOptions, type OptionName } from "../arguments/options";
import { nameOf } from "../sync/events";
import { forgottenMode, journalFeedId, readJournal, writeJournal, type Journal } from "../sync/journal";
import { UsageError } from "../usage-error";
import { Session } from "./session";
import { exitCodes, type DataCommand, type World } from "./world";

const ends: readonly OptionName[] = ["from", "to", "config", "namespace", "prefix", "normalization"];
const endsUsage =
  "--from URI --to URI [--namespace NAME] [--prefix P] [--normalization basic|raw] [--config FILE]";

export const stateCommand: DataCommand = {
  summary:
    "Prints, as JSON, what the destination knows of each stream: its run, its generation, its checkpoint.",
  usage: endsUsage,
  async run(args, world) {
    return withStates(args, world, ends, async ({ states, journal, connectionId }) => {
      const streams = [...journal].map(([key, { mode, run, generation, hasEnded }]) => {
        const stream = streamOf(key);
        const feeds = states.filter(({ feedId }) => feedId === feedIdOf({ ...emptyStream, ...stream }));
        return { ...nameOf(stream), mode, run, generation, hasEnded, feeds: feeds.map(describeFeed) };
      });
      const named = new Set(streams.flatMap(({ feeds }) => feeds.map(({ feed }) => feed)));
      const others = states.filter(({ feedId }) => feedId !== journalFeedId && !named.has(feedId));
      await world.out(
        JSON.stringify({ connectionId, streams, otherFeeds: others.map(describeFeed) }, null, 2),
      );
    });
  },
};

export const rewindCommand: DataCommand = {
  summary: "Sets the place from which a stream is read next. What was loaded stays in the table.",
  usage: `${endsUsage} --stream STREAM (--position JSON | --start)

--position takes a "position" that \`sluice state\` printed. --start forgets where the stream stands.`,
  run: rewind,
};

async function rewind(args: string[], world: World): Promise<number> {
  return withStates(args, world, [...ends, "stream", "position", "start", "to-checkpoint"], async (known) => {
    const { options, states, journal, destination, connectionId, session } = known;
    if (options.stream === undefined) throw new UsageError("Say which stream: --stream orders.");
    if (options.toCheckpoint !== undefined)
      throw new UsageError(
        "The destination keeps the last checkpoint of each stream alone (the console keeps them all). Give --position JSON, as `sluice state` prints it, or --start.",
      );
    if ((options.position === undefined) === !options.start)
      throw new UsageError("Say where to: --position JSON, or --start.");
    const key = findStream(options.stream, journal);
    const stream = streamOf(key);
    const feedId = feedIdOf({ ...emptyStream, ...stream });
    const checkpoint = states.find((state) => state.feedId === feedId)?.checkpoint ?? null;
    if (checkpoint === null && options.position !== undefined)
      throw new UsageError(`${streamLabel(stream)} has no checkpoint yet that could be moved.`);
    const { connector, config } = destination;
    const moved =
      checkpoint === null || options.position === undefined
        ? null
        : {
            ...checkpoint,
            position: positionOf(options.position),
            complete: true,
            counts: checkpoint.counts.map(noCounts),
          };
    await connector.states?.replace(config, { connectionId, feedId, checkpoint: moved }, session.ctx);
    if ([...journal.values()].some(({ hasEnded }) => !hasEnded))
      world.err("The run that had not ended is given up: the next sync is a new one.");
    for (const [other, entry] of journal) {
      const forgotten = other === key && options.start ? { mode: forgottenMode } : {};
      journal.set(other, { ...entry, ...forgotten, hasEnded: true });
    }
    await writeJournal(destination, connectionId, journal, session.ctx);
    const where = options.start ? "the start" : (options.position ?? "");
    await world.out(`${streamLabel(stream)} is read from ${where} by the next sync.`);
  });
}

interface Known {
  options: ReturnType<typeof parseOptions>;
  session: Session;
  destination: LoadedDestination;
  connectionId: string;
  states: FeedState[];
  journal: Journal;
}

async function withStates(
  args: string[],
  world: World,
  takes: readonly OptionName[],
  work: (known: Known) => Promise<void>,
): Promise<number> {
  const options = parseOptions(args, takes);
  const session = new Session(options, world);
  try {
    const connectionId = await session.connectionId();
    const destination = await session.destination();
    const damaged = options.start ? "forgotten" : "refused";
    const states = await listStates(destination, connectionId, session.ctx, damaged);
    if (!states)
      throw new ConfigError(
        `${destination.connector.spec.title} keeps no checkpoints that could be looked at.`,
      );
    await work({ options, session, destination, connectionId, states, journal: readJournal(states) });
    return exitCodes.done;
  } finally {
    await session.close();
  }
}

const emptyStream = {
  fields: [],
  primaryKey: [],
  cursorFields: [],
  cursorIsGiven: false,
  supports: { fullRefresh: true, incremental: true, deletes: false },
};

/** The stream of a `streamKey`. */
function streamOf(key: string): { namespace?: string; name: string } {
  const [namespace = "", name = ""] = JSON.parse(key) as string[];
  return namespace === "" ? { name } : { namespace, name };
}

function findStream(pattern: string, journal: Journal): string {
  const keys = [...journal.keys()];
  const matching = keys.filter((key) => matchesGlob(pattern, streamOf(key)));
  const [only] = matching;
  if (only !== undefined && matching.length === 1) return only;
  const listed = (matching.length > 0 ? matching : keys).map((key) => streamLabel(streamOf(key))).join(", ");
  if (matching.length > 1) throw new UsageError(`${pattern} names ${listed}. Name one of them.`);
  throw new UsageError(
    keys.length === 0
      ? "This source was never synced into this destination with these options."
      : `No stream ${pattern} was synced. There are: ${listed}.`,
  );
}

function positionOf(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new UsageError(`--position is no JSON: ${text}`, { cause: error });
  }
}

function describeFeed({ feedId, fence, checkpoint }: FeedState) {
  if (checkpoint === null) return { feed: feedId, fence, position: null };
  const { syncId, complete, position, counts } = checkpoint;
  return { feed: feedId, fence, run: syncId, complete, position, counts };
}
