import { isDeepStrictEqual } from "node:util";
import type { Checkpoint, Context, Feed, FeedPlan, Position, ReadEvent, Source } from "@/connectors/sdk";
import type { LoadedSource } from "@/lib/connectors/load";

export type Peeked =
  /** The source has nothing beyond the position. */
  | { isNew: false }
  /** It has; `source` goes on with the reading that has begun, so that nothing is asked twice. */
  | { isNew: true; source: LoadedSource };

/**
 * Asks the source for what is beyond a checkpoint before anything is opened at the destination: of many streams that
 * are looked at often, most have nothing new, and need nothing but this one question.
 */
export async function peek(
  source: LoadedSource,
  feed: Feed,
  { position }: Checkpoint,
  encoding: FeedPlan["encoding"],
  ctx: Context,
): Promise<Peeked> {
  const leaving = new AbortController();
  const signal = AbortSignal.any([ctx.signal, leaving.signal]);
  const events = source.connector.read(source.config, feed, position, encoding, { ...ctx, signal });
  const iterator = events[Symbol.asyncIterator]();
  const first: ReadEvent[] = [];
  for (;;) {
    const next = await iterator.next();
    if (next.done) throw new Error(`The source ended ${feed.id} without a complete checkpoint.`);
    first.push(next.value);
    if (next.value.type === "estimate") continue;
    if (next.value.type !== "checkpoint" || !next.value.complete) break;
    if (!isDeepStrictEqual(asStored(next.value.position), position)) break;
    await iterator.next(); // to its end, so that it can leave its connection to the next feed
    await iterator.return?.();
    return { isNew: false };
  }
  const connector = goOn(source.connector, { position, first, iterator, leaving });
  return { isNew: true, source: { ...source, connector } };
}

interface Begun {
  position: Position;
  first: ReadEvent[];
  iterator: AsyncIterator<ReadEvent>;
  leaving: AbortController;
}

/** The source itself, but for the one reading that has begun. */
function goOn(connector: Source<unknown>, begun: Begun): Source<unknown> {
  let isTaken = false;
  return {
    ...connector,
    read(config, feed, position, encoding, ctx) {
      if (isTaken || !isDeepStrictEqual(position, begun.position))
        return connector.read(config, feed, position, encoding, ctx);
      isTaken = true;
      return follow(begun, ctx);
    },
  };
}

async function* follow({ first, iterator, leaving }: Begun, ctx: Context): AsyncGenerator<ReadEvent> {
  const onAbort = () => leaving.abort(ctx.signal.reason);
  ctx.signal.addEventListener("abort", onAbort, { once: true });
  try {
    yield* first;
    for (;;) {
      const next = await iterator.next();
      if (next.done) return;
      yield next.value;
    }
  } finally {
    ctx.signal.removeEventListener("abort", onAbort);
    await iterator.return?.();
  }
}

function asStored(position: Position): Position {
  return JSON.parse(JSON.stringify(position)) as Position;
}
