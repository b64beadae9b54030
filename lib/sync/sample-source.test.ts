import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  defineSource,
  defineSpec,
  type Context,
  type Feed,
  type ReadEvent,
  type SelectedStream,
  type Source,
} from "@/connectors/sdk";
import { sampleOf } from "./sample-source";

const streamOf = (name: string): SelectedStream => ({
  name,
  fields: [{ name: "id", type: { kind: "integer", bits: 64 }, nullable: false }],
  primaryKey: [],
  cursorFields: [],
  cursorIsGiven: false,
  supports: { fullRefresh: true, incremental: false, deletes: false },
  mode: "full_refresh",
  key: [],
});
const orders = streamOf("orders");
const notes = streamOf("notes");
const ctx = {} as Context;

/** Gives batches of three rows for ever, in turn for each stream of the feed. */
function endless(feeds?: Feed[]): Source<unknown> {
  const source = defineSource<object>({
    spec: defineSpec({
      kind: "source",
      id: "endless",
      definitionId: "7e570000-0000-4000-8000-0000000000ee",
      title: "Endless",
      summary: "Never ends.",
      config: z.object({}),
    }),
    check: () => Promise.resolve(),
    discover: () => Promise.resolve([orders, notes]),
    ...(feeds ? { feeds: () => Promise.resolve(feeds) } : {}),
    async *read(_config, feed, position) {
      expect(position).toBeNull();
      for (let id = 0; ; id += 3) {
        for (const stream of feed.streams.keys())
          yield {
            type: "batch",
            stream,
            batch: { encoding: "rows", rows: [[id], [id + 1], [id + 2]], bytes: 30 },
          };
      }
    },
  });
  return source as Source<unknown>;
}

async function readAll(source: Source<unknown>, feed: Feed): Promise<ReadEvent[]> {
  const events: ReadEvent[] = [];
  for await (const event of source.read(null, feed, { page: 7 }, "rows", ctx)) events.push(event);
  return events;
}

const rowsOf = (events: ReadEvent[], stream: number) =>
  events.flatMap((event) =>
    event.type === "batch" && event.stream === stream && event.batch.encoding === "rows"
      ? event.batch.rows.flat()
      : [],
  );

describe("a sample of a source", () => {
  it("is the first rows of each stream of a feed, from its start, and then its end", async () => {
    const events = await readAll(sampleOf(endless(), 4), { id: "log", streams: [orders, notes] });
    expect(rowsOf(events, 0)).toEqual([0, 1, 2, 3]);
    expect(rowsOf(events, 1)).toEqual([0, 1, 2, 3]);
    expect(events.at(-1)).toEqual({ type: "checkpoint", position: null, complete: true });
  });

  it("counts the bytes of the rows that it takes", async () => {
    const events = await readAll(sampleOf(endless(), 4), { id: "orders", streams: [orders] });
    const bytes = events.map((event) => (event.type === "batch" ? event.batch.bytes : 0));
    expect(bytes).toEqual([30, 10, 0]);
  });

  it("takes the first part alone of a stream that is read in parts", async () => {
    const part = (id: string, streams: SelectedStream[]): Feed => ({ id, streams });
    const source = endless([
      part("1", [orders]),
      part("2", [orders]),
      part("3", [notes]),
      part("4", [orders, notes]),
    ]);
    const feeds = await sampleOf(source, 4).feeds?.(null, [orders, notes], ctx);
    expect(feeds?.map(({ id }) => id)).toEqual(["1", "3"]);
  });

  it("has a feed for each stream where the source plans none", async () => {
    const feeds = await sampleOf(endless(), 4).feeds?.(null, [orders, notes], ctx);
    expect(feeds?.map(({ streams }) => streams)).toEqual([[orders], [notes]]);
  });
});
