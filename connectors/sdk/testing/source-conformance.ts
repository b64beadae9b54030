import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Encoding } from "../batch";
import type { Position } from "../checkpoint";
import type { Context } from "../context";
import { ConnectorError } from "../errors";
import { jsonText } from "../records";
import type { Source } from "../source";
import { oneFeedPerStream, streamLabel, type Feed, type SelectedStream, type Stream } from "../stream";
import type { Value } from "../values";
import { createTestContext, type TestContext } from "./context";
import { describeRepeatableFeeds } from "./repeatable-feeds";
import { describeSourceDigest } from "./source-digest";
import { faultOf } from "./values";

export interface SourceSubject<Config> {
  source: Source<Config>;
  setUp(ctx: TestContext): Promise<SourcePlace<Config>>;
  /** What this source is known not to do; each is stated in its README. */
  cannot?: {
    /** An incremental read right after a complete one gives rows again. */
    restAfterComplete?: boolean;
  };
}

export interface SourcePlace<Config> {
  config: Config;
  /** Configurations that `check` must refuse, and a pattern for what the message must say. */
  refused: { config: Config; says: RegExp }[];
  /** How many rows each stream holds, by label, where that is known. */
  rowCounts?: Record<string, number>;
  /** Adds one row to the stream that is read incrementally first. */
  addRow?(): Promise<void>;
  tearDown(): Promise<void>;
}

export interface Reading {
  rows: Value[][];
  checkpoints: { position: Position; rowsBefore: number; complete: boolean }[];
}

/** What every source must do. A connector calls it once, from its own test file. */
export function describeSourceConformance<Config>(subject: SourceSubject<Config>): void {
  const { source } = subject;
  let ctx: TestContext;
  let place: SourcePlace<Config>;
  beforeEach(async () => {
    ctx = await createTestContext();
    place = await subject.setUp(ctx);
  });
  afterEach(async () => {
    await place.tearDown();
    await ctx.dispose();
  });

  const discover = () => source.discover(place.config, ctx);
  const feedsOf = async (mode: SelectedStream["mode"]): Promise<Feed[]> => {
    const streams = (await discover()).filter(
      (stream) => stream.supports[mode === "incremental" ? "incremental" : "fullRefresh"],
    );
    const selected = streams.map((stream) => select(stream, mode));
    return source.feeds ? source.feeds(place.config, selected, ctx) : oneFeedPerStream(selected);
  };
  const read = (feed: Feed, position: Position | null, encoding: Encoding = "rows", stopAfter?: number) =>
    collect(source, place.config, feed, position, encoding, ctx, stopAfter);

  describe("spec", () => {
    it("refuses a configuration that is no object, by a ConfigError", () => {
      expect(() => source.spec.parse("nonsense")).toThrow(ConnectorError);
    });
  });

  describe("check", () => {
    it("accepts a system it can read", async () => {
      await expect(source.check(place.config, ctx)).resolves.toBeUndefined();
    });

    it("refuses what it cannot read, by an error that says what is wrong", async () => {
      for (const { config, says } of place.refused) {
        const error: unknown = await source.check(config, ctx).then(
          () => "accepted",
          (reason: unknown) => reason,
        );
        expect(error).toBeInstanceOf(ConnectorError);
        expect((error as Error).message).toMatch(says);
      }
    });
  });

  describe("discover", () => {
    it("gives the same streams each time, with keys and cursors that are fields", async () => {
      const streams = await discover();
      expect(streams.length).toBeGreaterThan(0);
      expect(await discover()).toEqual(streams);
      for (const stream of streams) {
        const names = stream.fields.map((field) => field.name);
        expect(new Set(names).size).toBe(names.length);
        for (const [key] of stream.primaryKey) expect(names).toContain(key);
        for (const cursor of stream.cursorFields) expect(names).toContain(cursor);
      }
    });

    it("narrows to the streams that are asked for", async () => {
      const [first] = await discover();
      if (!first) throw new Error("There is no stream.");
      expect(await source.discover(place.config, ctx, [first])).toEqual([first]);
    });
  });

  describe("read", () => {
    it("gives every row once, in the form of its type, and ends with a complete checkpoint", async () => {
      for (const feed of await feedsOf("full_refresh")) {
        const { rows, checkpoints } = await read(feed, null);
        const stream = streamOf(feed);
        const expected = place.rowCounts?.[streamLabel(stream)];
        if (expected !== undefined)
          expect([streamLabel(stream), rows.length]).toEqual([streamLabel(stream), expected]);
        expect(checkpoints.at(-1)).toMatchObject({ complete: true, rowsBefore: rows.length });
        expect(rows.flatMap((row) => faultsOf(stream, row))).toEqual([]);
      }
    });

    it("gives only the chosen fields, in the chosen order", async () => {
      const [feed] = await feedsOf("full_refresh");
      if (!feed) return;
      const stream = streamOf(feed);
      const reversed = { ...stream, fields: [...stream.fields].reverse().slice(0, 2) };
      const { rows } = await read({ ...feed, streams: [reversed] }, null);
      expect(rows.flatMap((row) => faultsOf(reversed, row))).toEqual([]);
    });

    it("goes on from every checkpoint without losing or repeating a row", async () => {
      for (const mode of ["full_refresh", "incremental"] as const) {
        for (const feed of await feedsOf(mode)) {
          const whole = await read(feed, null);
          const all = fingerprints(feed, whole.rows);
          for (const { position, rowsBefore } of sampleOf(
            whole.checkpoints.filter((entry) => !entry.complete),
          )) {
            expect(JSON.stringify(position).length).toBeLessThan(64_000);
            const rest = await read(feed, JSON.parse(JSON.stringify(position)) as Position);
            const joined = [
              ...fingerprints(feed, whole.rows.slice(0, rowsBefore)),
              ...fingerprints(feed, rest.rows),
            ];
            expect(joined.sort()).toEqual([...all].sort());
          }
        }
      }
    });

    it("says the same in every encoding it offers", async () => {
      for (const feed of await feedsOf("full_refresh")) {
        const rows = await read(feed, null);
        for (const encoding of source.encodings?.(place.config, feed) ?? []) {
          const { checkpoints } = await read(asStored(feed), null, encoding);
          expect(checkpoints.at(-1)?.rowsBefore).toBe(rows.rows.length);
        }
      }
    });

    it("frees everything when the reader leaves early, and stops on abort", async () => {
      const [feed] = await feedsOf("full_refresh");
      if (!feed) return;
      await read(feed, null, "rows", 1);
      ctx.abort();
      const outcome = await read(feed, null).then(
        () => "ended",
        () => "threw",
      );
      expect(["ended", "threw"]).toContain(outcome);
    });

    it("gives only what came since, when an incremental feed is read again", async () => {
      for (const feed of await feedsOf("incremental")) {
        const first = await read(feed, null);
        const position = first.checkpoints.at(-1)?.position ?? null;
        const second = await read(feed, position);
        if (!subject.cannot?.restAfterComplete) expect(second.rows).toEqual([]);
        if (!place.addRow) continue;
        await place.addRow();
        // What a run reads is planned when it begins.
        const planned = (await feedsOf("incremental")).find(({ id }) => id === feed.id) ?? feed;
        const third = await read(planned, second.checkpoints.at(-1)?.position ?? position);
        if (!subject.cannot?.restAfterComplete) expect(third.rows).toHaveLength(1);
        break;
      }
    });
  });

  describeRepeatableFeeds({
    feeds: async () => [...(await feedsOf("full_refresh")), ...(await feedsOf("incremental"))],
    read: (feed, position, msPerLook) =>
      collect(source, place.config, feed, position, "rows", { ...ctx, clock: clockOf(ctx, msPerLook) }),
  });

  describeSourceDigest({
    source,
    config: () => place.config,
    ctx: () => ctx,
    feeds: () => feedsOf("full_refresh"),
    read: async (feed) => (await read(feed, null)).rows,
  });
}

/** A feed as it comes back from the console's database, which keeps no order of keys. */
function asStored(feed: Feed): Feed {
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, child]) => [key, reversed(child)]),
    );
  };
  return reversed(feed) as Feed;
}

function select(stream: Stream, mode: SelectedStream["mode"]): SelectedStream {
  const cursor = stream.cursorFields[0];
  return { ...stream, mode, key: stream.primaryKey, ...(mode === "incremental" && cursor ? { cursor } : {}) };
}

function streamOf(feed: Feed): SelectedStream {
  const [stream] = feed.streams;
  if (!stream) throw new Error(`Feed ${feed.id} has no stream.`);
  return stream;
}

async function collect<Config>(
  source: Source<Config>,
  config: Config,
  feed: Feed,
  position: Position | null,
  encoding: Encoding,
  ctx: Context,
  stopAfter = Infinity,
): Promise<Reading> {
  const reading: Reading = { rows: [], checkpoints: [] };
  let count = 0;
  for await (const event of source.read(config, feed, position, encoding, ctx)) {
    if (event.type === "batch") {
      expect(event.batch.encoding).toBe(encoding);
      if (event.batch.encoding === "rows") reading.rows.push(...event.batch.rows);
      count += event.batch.encoding === "rows" ? event.batch.rows.length : event.batch.count;
    }
    if (event.type === "checkpoint") {
      reading.checkpoints.push({
        position: event.position,
        rowsBefore: count,
        complete: event.complete ?? false,
      });
    }
    if (count >= stopAfter) break;
  }
  return reading;
}

/** Time that goes by with each look at it, from now on; none where that is 0. */
function clockOf({ clock }: Context, msPerLook: number): Context["clock"] {
  let nowMs = clock.now();
  return { ...clock, now: () => (nowMs += msPerLook) };
}

function faultsOf(stream: SelectedStream, row: Value[]): string[] {
  const faults = stream.fields.map((field, index) => {
    const fault = faultOf(field.type, row[index]);
    return fault === null ? [] : [`${streamLabel(stream)}.${field.name} ${fault}`];
  });
  const surplus =
    row.length === stream.fields.length
      ? []
      : [`a row has ${row.length} values for ${stream.fields.length} fields`];
  return [...faults.flat(), ...surplus];
}

function fingerprints(feed: Feed, rows: Value[][]): string[] {
  const { fields } = streamOf(feed);
  return rows.map((row) => fields.map((field, index) => jsonText(field.type, row[index] ?? null)).join("|"));
}

/** At most eight, spread evenly: a source may give thousands. */
export function sampleOf<Item>(items: Item[]): Item[] {
  const step = Math.max(1, Math.ceil(items.length / 8));
  return items.filter((_, index) => index % step === 0);
}
