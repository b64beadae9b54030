import { rowCount, type Feed, type ReadEvent, type Source } from "@/connectors/sdk";

/** A source of the first `limit` rows of every feed: it stops reading there, and says that this was all. */
export function sampleOf(source: Source<unknown>, limit: number): Source<unknown> {
  const { feeds } = source;
  return {
    spec: source.spec,
    check: (config, ctx) => source.check(config, ctx),
    discover: (config, ctx, filter) => source.discover(config, ctx, filter),
    ...(feeds ? { feeds: (config, streams, ctx) => feeds(config, streams, ctx) } : {}),
    ...(source.filters ? { filters: source.filters } : {}),
    read: (config, feed, _position, _encoding, ctx) =>
      firstRows(source.read(config, feed, null, "rows", ctx), feed, limit),
  };
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
