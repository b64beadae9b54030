import { spawn } from "node:child_process";
import { once } from "node:events";
import { postgresDestination } from "@/connectors/destinations/postgres";
import {
  type Context,
  type Encoding,
  type Feed,
  type FeedPlan,
  oneFeedPerStream,
  type SelectedStream,
  type StreamPlan,
} from "@/connectors/sdk";
import { checkpointOf, createTestContext, planFeed } from "@/connectors/sdk/testing";
import { postgresSource } from "@/connectors/sources/postgres";
import { createTestDatabase, type TestDatabase } from "@/tests/support/postgres";
import { createLineitem, lineitemRows } from "./lineitem-table";

export interface BenchRow {
  name: string;
  oursSeconds: number;
  anchorSeconds: number;
  /** Above 1: ours is faster. */
  ratio: number;
  peakMegabytes: number;
}

export interface BenchOptions {
  rows?: number;
  /** Ours and the anchor take turns; medians are compared. */
  rounds?: number;
  print?: (line: string) => void;
}

interface Bench {
  database: TestDatabase;
  ctx: Context;
  source: ReturnType<typeof postgresSource.spec.parse>;
  destination: ReturnType<typeof postgresDestination.spec.parse>;
  stream: SelectedStream;
  rows: number;
}

/**
 * PostgreSQL → PostgreSQL: from `read` through `write`, `commit` and `finish` to `measure`, with Airbyte's columns and
 * the count, against `psql COPY | psql COPY` as text and without either, in the same run on the same server.
 */
export async function benchPostgresToPostgres(options: BenchOptions = {}): Promise<BenchRow> {
  return withBench(options, async (bench) => {
    const { rounds = 3, print = () => undefined } = options;
    const ours: number[] = [];
    const anchors: number[] = [];
    let peakMegabytes = 0;
    for (let round = 1; round <= rounds; round++) {
      const moved = await moveOnce(bench, round);
      ours.push(moved.seconds);
      peakMegabytes = Math.max(peakMegabytes, moved.peakMegabytes);
      anchors.push(await copyWithPsql(bench));
      print(`round ${round}: ours ${moved.seconds.toFixed(2)} s, psql ${(anchors.at(-1) ?? 0).toFixed(2)} s`);
    }
    const [oursSeconds, anchorSeconds] = [median(ours), median(anchors)];
    const ratio = anchorSeconds / oursSeconds;
    return { name: "postgres → postgres, overwrite", oursSeconds, anchorSeconds, ratio, peakMegabytes };
  });
}

/** Reading alone, in one encoding: what a columnar destination gets to see. The anchor is psql's binary COPY to nowhere. */
export async function benchPostgresRead(encoding: Encoding, options: BenchOptions = {}): Promise<BenchRow> {
  return withBench(options, async (bench) => {
    const ours: number[] = [];
    const anchors: number[] = [];
    let peakMegabytes = 0;
    for (let round = 1; round <= (options.rounds ?? 3); round++) {
      const start = performance.now();
      for await (const event of postgresSource.read(bench.source, feedOf(bench), null, encoding, bench.ctx)) {
        if (event.type === "batch") peakMegabytes = Math.max(peakMegabytes, residentMegabytes());
      }
      ours.push((performance.now() - start) / 1000);
      anchors.push(
        await timed(() => shell(`${psql(bench, "COPY lineitem TO STDOUT (FORMAT binary)")} > /dev/null`)),
      );
    }
    const [oursSeconds, anchorSeconds] = [median(ours), median(anchors)];
    const ratio = anchorSeconds / oursSeconds;
    return { name: `postgres → ${encoding}`, oursSeconds, anchorSeconds, ratio, peakMegabytes };
  });
}

async function withBench<Result>(
  options: BenchOptions,
  work: (bench: Bench) => Promise<Result>,
): Promise<Result> {
  const database = await createTestDatabase("bench");
  const ctx = await createTestContext();
  try {
    const rows = options.rows ?? lineitemRows;
    await database.query(createLineitem("lineitem", rows));
    await database.query("VACUUM ANALYZE lineitem");
    const url = new URL(database.url);
    const place = {
      host: url.hostname,
      port: Number(url.port || 5432),
      database: url.pathname.slice(1),
      username: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
    };
    const source = postgresSource.spec.parse(place);
    const [found] = await postgresSource.discover(source, ctx, [{ namespace: "public", name: "lineitem" }]);
    if (!found) throw new Error("The source does not find lineitem.");
    const stream: SelectedStream = { ...found, mode: "full_refresh", key: [] };
    const destination = postgresDestination.spec.parse({ ...place, schema: "target" });
    return await work({ database, ctx, source, destination, stream, rows });
  } finally {
    await ctx.dispose();
    await database.drop();
  }
}

async function moveOnce(bench: Bench, round: number): Promise<{ seconds: number; peakMegabytes: number }> {
  const { source, destination, ctx } = bench;
  let peakMegabytes = 0;
  const plan = planOf(bench, round);
  const feed = feedOf(bench);
  const seconds = await timed(async () => {
    const feedPlan: FeedPlan = planFeed(plan, round, "pg-copy-binary");
    const writer = await postgresDestination.open(destination, feedPlan, ctx);
    try {
      for await (const event of postgresSource.read(source, feed, null, feedPlan.encoding, ctx)) {
        if (event.type === "batch") {
          await writer.write(event.stream, event.batch);
          peakMegabytes = Math.max(peakMegabytes, residentMegabytes());
        } else if (event.type === "checkpoint")
          await writer.commit(checkpointOf(feedPlan, event.position, bench.rows, event.complete));
      }
    } finally {
      await writer.close();
    }
    const finished = await postgresDestination.finish(destination, plan, ctx);
    const measured = await postgresDestination.measure(destination, plan, ctx);
    if (finished.rows !== bench.rows || measured.rows !== bench.rows)
      throw new Error(`${bench.rows} rows went, ${finished.rows} were loaded, ${measured.rows} are there.`);
  });
  return { seconds, peakMegabytes };
}

function planOf({ stream }: Bench, round: number): StreamPlan {
  return {
    connectionId: "bench",
    stream,
    table: { namespace: "target", name: "lineitem" },
    normalization: "basic",
    columns: stream.fields.map((field, index) => ({ ...field, field: field.name, index })),
    write: "overwrite",
    key: [],
    cursor: null,
    generation: round,
    syncId: round,
    extractedAtMs: Date.now(),
  };
}

function feedOf({ stream }: Bench): Feed {
  const [feed] = oneFeedPerStream([stream]);
  if (!feed) throw new Error("unreachable: one stream, one feed");
  return feed;
}

async function copyWithPsql(bench: Bench): Promise<number> {
  await bench.database.query("DROP TABLE IF EXISTS anchor");
  await bench.database.query("CREATE TABLE anchor (LIKE lineitem)");
  return timed(() =>
    shell(`${psql(bench, "COPY lineitem TO STDOUT")} | ${psql(bench, "COPY anchor FROM STDIN")}`),
  );
}

function psql({ database }: Bench, sql: string): string {
  return `psql -X -q -d '${database.url}' -c '${sql}'`;
}

async function shell(command: string): Promise<void> {
  const child = spawn("sh", ["-c", command], { stdio: ["ignore", "inherit", "inherit"] });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`"${command}" ended with ${String(code)}.`);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function residentMegabytes(): number {
  return process.memoryUsage().rss / 1024 / 1024;
}

function median(values: number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
