import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type Checkpoint,
  type Feed,
  oneFeedPerStream,
  type Position,
  type ReadEvent,
} from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { sampleSource } from "@/connectors/sources/sample";
import type { LoadedSource } from "@/lib/connectors/load";
import { peek } from "./peek";

describe("a look at what is new", () => {
  let ctx: TestContext;
  let reads: (Position | null)[];
  beforeEach(async () => {
    ctx = await createTestContext();
    reads = [];
  });
  afterEach(() => ctx.dispose());

  const sourceOf = (count: number): LoadedSource => ({
    connector: {
      ...(sampleSource as LoadedSource["connector"]),
      read(config, feed, position, encoding, context) {
        reads.push(position);
        return (sampleSource as LoadedSource["connector"]).read(config, feed, position, encoding, context);
      },
    },
    config: sampleSource.spec.parse({ count, always_updated: false }),
  });
  const feedOf = async ({ connector, config }: LoadedSource): Promise<Feed> => {
    const [users] = await connector.discover(config, ctx, [{ name: "users" }]);
    const [feed] = users
      ? oneFeedPerStream([{ ...users, mode: "incremental", cursor: "updated_at", key: users.primaryKey }])
      : [];
    if (!feed) throw new Error("There are no users.");
    return feed;
  };
  const collect = async (events: AsyncIterable<ReadEvent>) => {
    const ids: unknown[] = [];
    let position: Position = null;
    for await (const event of events) {
      if (event.type === "batch" && event.batch.encoding === "rows")
        ids.push(...event.batch.rows.map(([id]) => id));
      if (event.type === "checkpoint") position = event.position;
    }
    return { ids, position };
  };
  const checkpointAt = (position: Position): Checkpoint => ({
    syncId: 1,
    generations: [1],
    position,
    complete: true,
    counts: [],
  });
  const readAll = async (source: LoadedSource) => {
    const feed = await feedOf(source);
    const { position } = await collect(source.connector.read(source.config, feed, null, "rows", ctx));
    reads = [];
    return { feed, checkpoint: checkpointAt(position) };
  };

  it("finds nothing where the source ends where it stood", async () => {
    const source = sourceOf(20);
    const { feed, checkpoint } = await readAll(source);
    expect(await peek(source, feed, checkpoint, "rows", ctx)).toEqual({ isNew: false });
  });

  it("lets a source that has nothing new come to its end before it is told to stop", async () => {
    const source = sourceOf(5);
    const { feed, checkpoint } = await readAll(source);
    const { read } = source.connector;
    let wasStopped: boolean | undefined;
    source.connector.read = async function* (config, own, from, encoding, context) {
      yield* read(config, own, from, encoding, context);
      await new Promise(setImmediate);
      wasStopped = context.signal.aborted;
    };
    expect(await peek(source, feed, checkpoint, "rows", ctx)).toEqual({ isNew: false });
    expect(wasStopped).toBe(false);
  });

  it("goes on with the reading it has begun, so that every row comes once and nothing is asked twice", async () => {
    const { feed, checkpoint } = await readAll(sourceOf(20));
    const grown = sourceOf(50);
    const peeked = await peek(grown, feed, checkpoint, "rows", ctx);
    if (!peeked.isNew) throw new Error("The source has grown.");
    const { connector, config } = peeked.source;
    const rest = await collect(connector.read(config, feed, checkpoint.position, "rows", ctx));
    expect(rest.ids).toHaveLength(30);
    expect(new Set(rest.ids).size).toBe(30);
    expect(reads).toEqual([checkpoint.position]);
    const again = await collect(connector.read(config, feed, checkpoint.position, "rows", ctx));
    expect(again.ids).toEqual(rest.ids);
    expect(reads).toHaveLength(2);
  });

  it("reads anew from any other position", async () => {
    const { feed, checkpoint } = await readAll(sourceOf(20));
    const peeked = await peek(sourceOf(50), feed, checkpoint, "rows", ctx);
    if (!peeked.isNew) throw new Error("The source has grown.");
    const whole = await collect(peeked.source.connector.read(peeked.source.config, feed, null, "rows", ctx));
    expect(whole.ids).toHaveLength(50);
  });

  it("stops the reading it has begun when the one that goes on with it is stopped", async () => {
    const { feed, checkpoint } = await readAll(sourceOf(20));
    const peeked = await peek(sourceOf(5_000_000), feed, checkpoint, "rows", ctx);
    if (!peeked.isNew) throw new Error("The source has grown.");
    const leaving = new AbortController();
    const { connector, config } = peeked.source;
    const events = connector.read(config, feed, checkpoint.position, "rows", {
      ...ctx,
      signal: leaving.signal,
    });
    const reading = (async () => {
      for await (const event of events) if (event.type === "batch") leaving.abort(new Error("Enough."));
    })();
    await expect(reading).rejects.toThrow("Enough.");
  });
});
