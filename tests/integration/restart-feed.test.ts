import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { duckdbDestination } from "@/connectors/destinations/duckdb";
import { postgresDestination } from "@/connectors/destinations/postgres";
import {
  type Destination,
  type Feed,
  FencedError,
  feedIdOf,
  noCounts,
  type StreamPlan,
  TransientError,
  type WriteMode,
} from "@/connectors/sdk";
import { createTestContext, planFeed, type TestContext } from "@/connectors/sdk/testing";
import { postgresSource } from "@/connectors/sources/postgres";
import { planFeeds } from "@/connectors/sources/postgres/plan-feeds";
import { defaultPace, readFeed } from "@/connectors/sources/postgres/read";
import { negotiateEncoding } from "@/lib/sync/encodings";
import { planStreams } from "@/lib/sync/plan";
import { moveSlice } from "@/lib/sync/pump";
import { verifyStream } from "@/lib/sync/verify";
import {
  createTestDatabase,
  describeWithPostgres,
  type TestDatabase,
  transactionsToEnd,
} from "../support/postgres";

const rows = 20_000;
const rangeBlocks = 50;

/** The engine between a real source and real destinations: a slice ends in the middle of a table that then changes. */
describeWithPostgres("a full refresh that broke off", () => {
  let database: TestDatabase;
  let ctx: TestContext;
  let fence = 0;
  beforeEach(async () => {
    ctx = await createTestContext();
    database = await createTestDatabase("restart");
    await database.query("CREATE TABLE big (id int, note text)");
    await database.query(`INSERT INTO big SELECT i, md5(i::text) FROM generate_series(1, ${rows}) i`);
    await transactionsToEnd(database);
  });
  afterEach(async () => {
    await database.drop();
    await ctx.dispose();
  });

  for (const write of ["overwrite", "append"] as const) {
    it.each(["postgres", "duckdb"] as const)(
      `ends with the table as it is, in ${write} to %s`,
      async (id) => {
        const place = placeOf(id);
        const plan = await planOf(place.destination, write);
        await breakOff(place.destination, plan);
        await database.query("UPDATE big SET id = 0 WHERE id = 1");
        await moveToEnd(place.destination, plan);
        expect(messages()).toMatch(/big is read from the start: of the \d+ rows/);
        expect(await place.read()).toEqual(await idsOf("big"));
      },
    );

    it.each(["postgres", "duckdb"] as const)(
      `reads on where nothing changed, in ${write} to %s`,
      async (id) => {
        const place = placeOf(id);
        const plan = await planOf(place.destination, write);
        await breakOff(place.destination, plan);
        await moveToEnd(place.destination, plan);
        expect(messages()).not.toMatch(/from the start/);
        expect(await place.read()).toEqual(await idsOf("big"));
      },
    );
  }

  describe("and is read in ranges of its key", () => {
    beforeEach(() => database.query("ALTER TABLE big ADD PRIMARY KEY (id); ANALYZE big"));

    for (const write of ["overwrite", "append"] as const) {
      it(`ends with the table as it is, in ${write} to postgres, side by side, under kills`, async () => {
        const place = placeOf("postgres");
        const plan = await planOf(place.destination, write);
        const feeds = await rangesOf(plan, 3);
        let kills = 0;
        const endOneWriter = () =>
          database.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'sluice %' LIMIT 1",
          );
        const moves = feeds.map(async (feed) => {
          for (;;) {
            const committed = () => void (kills++ < 4 && endOneWriter());
            const slice = sliceOf(place.destination, plan, feed);
            const outcome = await moveSlice({ ...slice, report: { ...slice.report, committed } }).catch(
              retried,
            );
            if (outcome?.complete) return outcome.checkpoint?.counts[0]?.written ?? 0;
          }
        });
        await finishAll(place.destination, plan, await Promise.all(moves));
        expect(kills).toBeGreaterThan(3);
        expect(await place.read()).toEqual(await idsOf("big"));
      });

      it(`ends with the table as it is, in ${write} to duckdb, slice by slice in turn`, async () => {
        const place = placeOf("duckdb");
        const plan = await planOf(place.destination, write);
        const left = await rangesOf(plan, 3);
        const written: number[] = [];
        for (let feed = left.shift(); feed; feed = left.shift()) {
          const slice = { ...sliceOf(place.destination, plan, feed), shouldStop: () => true };
          const { complete, checkpoint } = await moveSlice(slice);
          if (complete) written.push(checkpoint?.counts[0]?.written ?? 0);
          else left.push(feed);
        }
        await finishAll(place.destination, plan, written);
        expect(await place.read()).toEqual(await idsOf("big"));
      });
    }
  });

  async function rangesOf(plan: StreamPlan, parallel_ranges: number): Promise<Feed[]> {
    const config = { ...source().config, parallel_ranges };
    const feeds = await planFeeds(config, [plan.stream], ctx, { minBytes: 0, pieceBytes: 100_000 });
    expect(feeds).toHaveLength(parallel_ranges);
    return feeds;
  }

  const messages = () => ctx.lines.map(({ message }) => message).join();

  const source = () => {
    const url = new URL(database.url);
    const config = { host: url.hostname, port: Number(url.port), database: url.pathname.slice(1) };
    return {
      connector: inSmallRanges,
      config: postgresSource.spec.parse({ ...config, username: url.username }),
    };
  };

  interface Place {
    destination: { connector: Destination<unknown>; config: unknown };
    read(): Promise<number[]>;
  }

  function placeOf(id: "postgres" | "duckdb"): Place {
    if (id === "postgres") {
      const config = postgresDestination.spec.parse({ ...source().config, schema: "out" });
      const connector = postgresDestination as unknown as Destination<unknown>;
      return { destination: { connector, config }, read: () => idsOf("out.big") };
    }
    const config = duckdbDestination.spec.parse({ destination_path: "/local/restart.duckdb", schema: "out" });
    const connector = duckdbDestination as unknown as Destination<unknown>;
    const file = path.join(ctx.localFiles.root, "restart.duckdb");
    return { destination: { connector, config }, read: () => idsInDuckdb(file) };
  }

  async function idsOf(table: string): Promise<number[]> {
    return (await database.query<{ id: number }>(`SELECT id FROM ${table} ORDER BY id`)).map(({ id }) => id);
  }

  async function planOf({ connector, config }: Place["destination"], write: WriteMode): Promise<StreamPlan> {
    const { streams } = planStreams({
      connectionId: "c",
      syncId: 1,
      extractedAtMs: ctx.clock.now(),
      chosen: [
        {
          namespace: "public",
          name: "big",
          syncMode: write === "append" ? "full_refresh_append" : "full_refresh_overwrite",
          cursorField: [],
          primaryKey: [],
        },
      ],
      discovered: await postgresSource.discover(source().config, ctx),
      generations: new Map(),
      capabilities: connector.capabilities,
      locations: connector.locations(config),
      namespace: { definition: "destination", format: null },
      prefix: "",
      normalization: "basic",
      objects: "json",
    });
    const [plan] = streams;
    if (!plan) throw new Error("There is no plan.");
    return plan;
  }

  const wholeOf = ({ stream }: StreamPlan): Feed => ({ id: feedIdOf(stream), streams: [stream] });
  const sliceOf = (destination: Place["destination"], plan: StreamPlan, feed = wholeOf(plan)) => {
    const encoding = negotiateEncoding(source(), destination, feed, [plan]);
    return {
      source: source(),
      destination,
      feed,
      plan: { ...planFeed(plan, ++fence, encoding), feedId: feed.id },
      shapes: [null],
      mapperSecrets: {},
      quarantineLimit: 0,
      budgetMs: 0,
      shouldStop: () => false,
      ctx,
      report: { progress: () => undefined, committed: () => undefined },
    };
  };

  /** Moves the first range of the table. */
  async function breakOff(destination: Place["destination"], plan: StreamPlan): Promise<void> {
    const { complete, checkpoint } = await moveSlice({
      ...sliceOf(destination, plan),
      shouldStop: () => true,
    });
    expect([complete, checkpoint?.counts[0]?.written ?? 0]).toEqual([false, expect.any(Number)]);
    expect(checkpoint?.counts[0]?.written).toBeLessThan(rows / 2);
  }

  async function moveToEnd({ connector, config }: Place["destination"], plan: StreamPlan): Promise<void> {
    const { complete, checkpoint } = await moveSlice(sliceOf({ connector, config }, plan));
    const counts = checkpoint?.counts[0];
    if (!complete || !counts) throw new Error("It has not come to its end.");
    await finishAll({ connector, config }, plan, [counts.written]);
  }

  /** `written` by each feed. */
  async function finishAll({ connector, config }: Place["destination"], plan: StreamPlan, written: number[]) {
    const sum = written.reduce((total, count) => total + count, 0);
    expect(sum).toBe(rows);
    const finished = await connector.finish(config, plan, ctx);
    const measured = await connector.measure(config, plan, ctx);
    const counts = { ...noCounts(), read: sum, written: sum };
    expect(verifyStream({ counts, finished, measured })).toMatchObject({ verified: true });
  }
});

const inSmallRanges: typeof postgresSource = {
  ...postgresSource,
  read: (config, feed, position, encoding, ctx) =>
    readFeed(config, feed, position, encoding, ctx, { ...defaultPace, rangeBlocks }),
};

/** What the engine tries again. */
function retried(error: unknown): null {
  if (error instanceof TransientError || error instanceof FencedError) return null;
  throw error;
}

async function idsInDuckdb(file: string): Promise<number[]> {
  const instance = await DuckDBInstance.create(file);
  try {
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll("SELECT id FROM out.big ORDER BY id");
    return reader.getRows().map(([id]) => Number(id));
  } finally {
    instance.closeSync();
  }
}
