import { oneFeedPerStream, rowCount, type Feed, type ReadEvent, type Source } from "@/connectors/sdk";
import { streamKey } from "./stream-key";

/**
 * A source of the first `limit` rows of every stream: it stops reading there, and says that this was all. It begins at
 * the start, whatever position it is given, and gives none.
 */
export function sampleOf(source: Source<unknown>, limit: number): Source<unknown> {
  return {
    spec: source.spec,
    check: (config, ctx) => source.check(config, ctx),
    discover: (config, ctx, filter) => source.discover(config, ctx, filter),
    async feeds(config, streams, ctx) {
      return firstFeeds((await source.feeds?.(config, streams, ctx)) ?? oneFeedPerStream(streams));
    },
    ...(source.filters ? { filters: source.filters } : {}),
    read: (config, feed, _position, _encoding, ctx) =>
      firstRows(source.read(config, feed, null, "rows", ctx), feed, limit),
  };
}

/** Of a stream that is read in parts side by side, the first part is enough. Without positions nothing is repeatable. */
function firstFeeds(feeds: Feed[]): Feed[] {
  const seen = new Set<string>();
  return feeds
    .filter(({ streams }) => {
      const isNew = streams.some((stream) => !seen.has(streamKey(stream)));
      for (const stream of streams) seen.add(streamKey(stream));
      return isNew;
    })
    .map(({ isRepeatable: _, ...feed }) => feed);
}

async function* firstRows(
  events: AsyncIterable<ReadEvent>,
  feed: Feed,
  limit: number,
): AsyncIterable<ReadEvent> {
  const left = feed.streams.map(() => limit);
  for await (const event of events) {
    if (event.type === "estimate") yield { ...event, rows: Math.min(event.rows ?? limit, limit) };
    if (event.type !== "batch" || event.batch.encoding !== "rows") continue;
    const wanted = left[event.stream] ?? 0;
    const { batch } = event;
    const rows = batch.rows.slice(0, wanted);
    left[event.stream] = wanted - rows.length;
    const bytes = Math.round((batch.bytes * rows.length) / Math.max(1, rowCount(batch)));
    if (rows.length > 0) yield { ...event, batch: { ...batch, rows, bytes } };
    if (left.every((rest) => rest === 0)) break;
  }
  yield { type: "checkpoint", position: null, complete: true };
}
