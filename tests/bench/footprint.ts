import path from "node:path";
import type { BenchConsole } from "./console";
import { measureProcess } from "./measured-process";
import { row, type BenchResult } from "./report";
import type { BenchServer } from "./server";

const names = { source: "sluice_bench_footprint_source", target: "sluice_bench_footprint_target" };
const wideRows = 200;
const manyStreams = 1_000;
const syncs = 20;
const rowsOfSync = 50_000;

/** How much memory it takes where rows are huge, streams are many, and syncs run side by side. */
export async function measureFootprint(
  console: BenchConsole,
  server: BenchServer,
  root: string,
): Promise<BenchResult> {
  const source = await server.create(names.source);
  await server.create(names.target);
  await source.query(`
    CREATE SCHEMA wide;
    CREATE TABLE wide.document AS
      SELECT i AS id, string_agg(md5((i * 100000 + part)::text), '') AS body
        FROM generate_series(1, ${wideRows}) AS i, generate_series(1, 32768) AS part GROUP BY i;
    CREATE SCHEMA many; CREATE SCHEMA side`);
  for (let index = 0; index < manyStreams; index++)
    await source.query(
      `CREATE TABLE many.t${index} AS SELECT i AS id, md5(i::text) AS note FROM generate_series(1, 10) AS i`,
    );
  for (let index = 0; index < syncs; index++)
    await source.query(
      `CREATE TABLE side.t${index} AS SELECT i AS id, md5(i::text) AS note, now() AS at FROM generate_series(1, ${rowsOfSync}) AS i`,
    );
  const sync = (schema: string) =>
    measureProcess(process.execPath, [
      path.join(root, "lib/bootstrap/cli.mjs"),
      ...[
        "sync",
        "--from",
        `${server.urlOf(names.source)}?schema=${schema}`,
        "--to",
        server.urlOf(names.target),
      ],
      ...["--mode", "overwrite"],
    ]);
  await sync("wide"); // the first call bundles what is to be bundled
  const wide = await sync("wide");
  const many = await sync("many");
  const side = await syncSideBySide(console, server);
  return {
    name: "Footprint",
    note: `${server.title}; memory of whole process trees`,
    rows: [
      row(`sluice sync: ${wideRows} rows of 1 MB, peak`, wide.megabytes, "MB", { below: 256 }),
      row(`sluice sync: ${manyStreams} streams, peak`, many.megabytes, "MB", { below: 256 }),
      row(`sluice sync: ${manyStreams} streams`, many.seconds, "s"),
      row(`console, workers and database: ${syncs} syncs at once, peak`, side.megabytes, "MB", {
        below: 1536,
      }),
      row(`${syncs} syncs of ${rowsOfSync} rows at once, until the last is verified`, side.seconds, "s"),
    ],
  };
}

async function syncSideBySide(
  console: BenchConsole,
  server: BenchServer,
): Promise<{ megabytes: number; seconds: number }> {
  const connections: string[] = [];
  for (let index = 0; index < syncs; index++)
    connections.push(
      await console.connect({
        source: { type: "postgres", config: { ...server.configOf(names.source), schemas: ["side"] } },
        destination: {
          type: "postgres",
          config: { ...server.configOf(names.target), schema: "side_by_side" },
        },
        stream: { namespace: "side", name: `t${index}`, syncMode: "full_refresh_overwrite" },
      }),
    );
  let megabytes = 0;
  const sampling = setInterval(() => (megabytes = Math.max(megabytes, console.megabytesOfAll())), 250);
  try {
    const begin = performance.now();
    for (const connection of connections) await console.sync(connection);
    for (const connection of connections) await console.untilSucceeded(connection, rowsOfSync, 250);
    return { megabytes, seconds: (performance.now() - begin) / 1000 };
  } finally {
    clearInterval(sampling);
  }
}
