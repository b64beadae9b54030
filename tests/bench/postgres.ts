import { spawn } from "node:child_process";
import { once } from "node:events";
import { postgresDestination } from "@/connectors/destinations/postgres";
import {
  type Context,
  type Feed,
  oneFeedPerStream,
  rowCount,
  type SelectedStream,
  type StreamPlan,
} from "@/connectors/sdk";
import { checkpointOf, createTestContext, planFeed } from "@/connectors/sdk/testing";
import { postgresSource } from "@/connectors/sources/postgres";
import { createTestDatabase, type TestDatabase } from "@/tests/support/postgres";
import type { BenchResult, BenchRow } from "./executor";
import { createLineitem, lineitemRows } from "./lineitem-table";

interface Bench {
  database: TestDatabase;
  ctx: Context;
  source: ReturnType<typeof postgresSource.spec.parse>;
  destination: ReturnType<typeof postgresDestination.spec.parse>;
  stream: SelectedStream;
  rows: number;
}

/**
 * PostgreSQL → PostgreSQL: from `open` through `read`, `write`, `commit` and `finish` to `measure`, with Airbyte's
 * columns and the count, beside `psql COPY | psql COPY` as text, which has neither;
 * neither target exists before. Then reading alone, decoded into
 * columns, beside psql's binary COPY to nowhere. Rounds are interleaved, on one server; medians are given.
 */
export async function run({ rows = lineitemRows, rounds = 3 } = {}): Promise<BenchResult> {
  return withBench(rows, async (bench) => {
    const times = {
      move: [] as number[],
      psql: [] as number[],
      columns: [] as number[],
      nowhere: [] as number[],
    };
    for (let round = 1; round <= rounds; round++) {
      await bench.database.query("DROP TABLE IF EXISTS target.lineitem");
      times.move.push(await timed(() => move(bench, round)));
      times.psql.push(await copyWithPsql(bench));
    }
    const peakMegabytes = process.resourceUsage().maxRSS / 1024;
    for (let round = 1; round <= rounds; round++) {
      times.columns.push(await timed(() => readColumns(bench)));
      times.nowhere.push(await readWithPsql(bench));
    }
    const [ours, anchor] = [median(times.move), median(times.psql)];
    return {
      name: `PostgreSQL, ${rows} rows`,
      rows: [
        row("move with meta columns, swap and count", ours, "s"),
        row("psql COPY | psql COPY, text, without them", anchor, "s"),
        { ...row("psql against the move", anchor / ours, "times"), goal: "≥ 1.0" },
        { ...row("peak memory of the move", peakMegabytes, "MB"), goal: "< 256" },
        row("read into columns", median(times.columns), "s"),
        row("psql COPY, binary, to nowhere", median(times.nowhere), "s"),
      ],
    };
  });
}

function row(what: string, value: number, unit: string): BenchRow {
  return { what, value: Math.round(value * 100) / 100, unit };
}

async function withBench<Result>(rows: number, work: (bench: Bench) => Promise<Result>): Promise<Result> {
  const database = await createTestDatabase("bench");
  const ctx = await createTestContext();
  try {
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

async function move(bench: Bench, round: number): Promise<void> {
  const { source, destination, ctx } = bench;
  const plan = planOf(bench, round);
  const feedPlan = planFeed(plan, round, "pg-copy-binary");
  const writer = await postgresDestination.open(destination, feedPlan, ctx);
  try {
    for await (const event of postgresSource.read(source, feedOf(bench), null, feedPlan.encoding, ctx)) {
      if (event.type === "batch") await writer.write(event.stream, event.batch);
      else if (event.type === "checkpoint")
        await writer.commit(checkpointOf(feedPlan, event.position, bench.rows, event.complete));
    }
  } finally {
    await writer.close();
  }
  const finished = await postgresDestination.finish(destination, plan, ctx);
  const measured = await postgresDestination.measure(destination, plan, ctx);
  if (finished.rows !== bench.rows || measured.rows !== bench.rows)
    throw new Error(`${bench.rows} rows went, ${finished.rows} were loaded, ${measured.rows} are there.`);
}

async function readColumns(bench: Bench): Promise<void> {
  let rows = 0;
  for await (const event of postgresSource.read(bench.source, feedOf(bench), null, "columns", bench.ctx))
    if (event.type === "batch") rows += rowCount(event.batch);
  if (rows !== bench.rows) throw new Error(`${bench.rows} rows are there, ${rows} were read.`);
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

async function readWithPsql(bench: Bench): Promise<number> {
  return timed(() => shell(`${psql(bench, "COPY lineitem TO STDOUT (FORMAT binary)")} > /dev/null`));
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

function median(values: number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
