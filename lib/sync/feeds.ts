import {
  oneFeedPerStream,
  type Context,
  type Destination,
  type Feed,
  type FeedPlan,
  type SelectedStream,
  type Source,
} from "@/connectors/sdk";
import { negotiateEncoding } from "./encodings";
import type { StreamRead, SyncPlan } from "./plan";

/** A feed as the source plans it, and where its rows go. */
export interface PlannedFeed {
  feed: Feed;
  /** By the feed's streams: places in the plan's reads. */
  reads: number[];
  /** What the feed writes, in the order of its reads: places in the plan's streams. */
  streamIndexes: number[];
  /** The cheapest that source, destination and shapes have in common. */
  encoding: FeedPlan["encoding"];
}

/** How the plan's streams are read, and in which encodings. */
export async function planFeeds<S, D>(
  from: { connector: Source<S>; config: S },
  into: { connector: Destination<D>; config: D },
  { streams, reads }: SyncPlan,
  ctx: Context,
): Promise<PlannedFeed[]> {
  const selected = reads.map((read) => read.stream);
  const feeds = (await from.connector.feeds?.(from.config, selected, ctx)) ?? oneFeedPerStream(selected);
  return feeds.map((feed): PlannedFeed => {
    const readIndexes = feed.streams.map((stream) => indexOfStream(selected, stream));
    const own = readIndexes.flatMap((index) => reads[index] ?? []);
    const streamIndexes = own.flatMap((read) => read.outputs);
    const isShaped = own.some((read) => read.shape !== null);
    const plans = streamIndexes.flatMap((index) => streams[index] ?? []);
    const encoding = isShaped ? "rows" : negotiateEncoding(from, into, feed, plans);
    return { feed, reads: readIndexes, streamIndexes, encoding };
  });
}

/** Whether all rows of its streams come through this feed alone, and are committed at once. */
export function isWhole({ feed, streamIndexes }: PlannedFeed, feeds: PlannedFeed[]): boolean {
  const sharers = feeds.filter((other) => other.streamIndexes.some((index) => streamIndexes.includes(index)));
  return feed.hasOneCheckpoint === true && sharers.length === 1;
}

/**
 * Whether the feed's rows come to its writer the same whenever they are read again. Filters, hashes, shapes and what becomes
 * of a value that does not fit are functions of the row alone, and every checkpoint of the source is committed; encryption
 * alone draws lots, so that a key that is encrypted is another one each time.
 */
export function isRepeatable({ feed, reads, encoding }: PlannedFeed, plan: Pick<SyncPlan, "reads">): boolean {
  const isPromised = feed.isRepeatable === true && encoding !== "pg-copy-binary";
  return isPromised && reads.every((index) => !hasEncryptedKey(plan.reads[index]));
}

function hasEncryptedKey(read: StreamRead | undefined): boolean {
  const [own] = read?.shape?.outputs ?? [];
  if (!read || !own) return false;
  const keyFields = [...read.stream.primaryKey, ...read.stream.key].map(([field]) => field);
  return own.origins.some(
    (origin, at) => origin !== null && own.scrambled[at] === "encryption" && keyFields.includes(origin),
  );
}

function indexOfStream(selected: SelectedStream[], stream: SelectedStream): number {
  const index = selected.findIndex(
    (candidate) => candidate.name === stream.name && candidate.namespace === stream.namespace,
  );
  if (index < 0)
    throw new Error(`The source planned a feed for the stream ${stream.name}, which was not chosen.`);
  return index;
}
