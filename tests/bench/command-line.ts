import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type pg from "pg";
import { createLineitem, lineitemRows } from "./lineitem-table";
import { median, row, timed, type BenchResult } from "./report";
import type { BenchServer } from "./server";

const rounds = 5;
const names = { source: "sluice_bench_cli_source", target: "sluice_bench_cli_target" };
const smallTables = {
  region: 5,
  nation: 25,
  supplier: 775,
  misc: 1_000,
  orders: 10_000,
  customer: 15_000,
  part: 20_000,
  partsupp: 40_000,
};
const streams = 100;

interface Bench {
  entry: string;
  server: BenchServer;
  source: pg.Client;
  target: pg.Client;
}

/**
 * What a script waits for: from the call of `sluice` to its end, its own start and the verification included. Nothing is
 * warm but the file system and the database.
 */
export async function measureCommandLine(server: BenchServer, root: string): Promise<BenchResult> {
  const source = await server.create(names.source);
  const target = await server.create(names.target);
  const bench: Bench = { entry: path.join(root, "lib/bootstrap/cli.mjs"), server, source, target };
  // The first call bundles what is to be bundled.
  await call(bench, ["spec"]);
  const firstRow = await measureFirstRow(bench);
  const small = await measureSmall(bench);
  const idle = await measureNothingNew(bench);
  const { ours, psql } = await measureLarge(bench);
  return {
    name: "Command line",
    note: `${server.title}; medians of ${rounds} calls`,
    rows: [
      row("sluice read: call to first row", firstRow, "s", { below: 0.4 }),
      row("sync: 8 tables, 86,805 rows, overwritten", small, "s", { below: 0.5 }),
      row(`sync: ${streams} streams, incremental, nothing new`, idle, "s", { below: 1 }),
      row(`sync: ${lineitemRows} rows, overwritten`, ours, "s"),
      row("psql COPY | psql COPY, text, nothing verified", psql, "s"),
      row("speed against psql", psql / ours, "times", { atLeast: 1 }),
    ],
  };
}

async function measureFirstRow(bench: Bench): Promise<number> {
  await bench.source.query("CREATE SCHEMA one; CREATE TABLE one.note AS SELECT 1 AS id");
  return medianOf(() => call(bench, ["read", ...from(bench, "one")], true));
}

async function measureSmall(bench: Bench): Promise<number> {
  await bench.source.query("CREATE SCHEMA small");
  for (const [name, rows] of Object.entries(smallTables))
    await bench.source.query(
      `CREATE TABLE small.${name} AS SELECT i AS id, 'name ' || i AS name, (i * 1.5)::numeric(10,2) AS amount, now() AS updated_at FROM generate_series(1, ${rows}) AS i`,
    );
  await bench.source.query("ANALYZE");
  const args = ["sync", ...from(bench, "small"), ...into(bench)];
  await call(bench, args);
  return medianOf(() => call(bench, args));
}

async function measureNothingNew(bench: Bench): Promise<number> {
  await bench.source.query("CREATE SCHEMA many");
  for (let index = 0; index < streams; index++)
    await bench.source.query(
      `CREATE TABLE many.t${index} AS SELECT i AS id, md5(i::text) AS note, timestamptz '2026-01-01' + i * interval '1 s' AS updated_at FROM generate_series(1, 100) AS i`,
    );
  const args = [
    "sync",
    ...from(bench, "many"),
    ...into(bench),
    "--mode",
    "incremental",
    "--cursor",
    "updated_at",
  ];
  await call(bench, args);
  return medianOf(() => call(bench, args));
}

async function measureLarge(bench: Bench): Promise<{ ours: number; psql: number }> {
  const { server, source, target } = bench;
  await source.query("CREATE SCHEMA large");
  await source.query(createLineitem("large.lineitem"));
  await source.query("VACUUM ANALYZE large.lineitem");
  const copy = `psql -X -q -d '${server.urlOf(names.source)}' -c 'COPY large.lineitem TO STDOUT' | psql -X -q -d '${server.urlOf(names.target)}' -c 'COPY anchor FROM STDIN'`;
  const [ours, anchors]: [number[], number[]] = [[], []];
  await target.query(
    `CREATE TABLE anchor (${(await columnsOf(source)).map(({ name, type }) => `${name} ${type}`).join(", ")})`,
  );
  for (let round = 0; round < rounds; round++) {
    await target.query("DROP TABLE IF EXISTS large.lineitem; TRUNCATE anchor");
    ours.push(await timed(() => call(bench, ["sync", ...from(bench, "large"), ...into(bench)])));
    anchors.push(await timed(() => ended(spawn("sh", ["-c", copy], { stdio: "inherit" }))));
  }
  return { ours: median(ours), psql: median(anchors) };
}

async function columnsOf(source: pg.Client): Promise<{ name: string; type: string }[]> {
  const { rows } = await source.query<{ name: string; type: string }>(
    "SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute WHERE attrelid = 'large.lineitem'::regclass AND attnum > 0 ORDER BY attnum",
  );
  return rows;
}

function from({ server }: Bench, schema: string): string[] {
  return ["--from", `${server.urlOf(names.source)}?schema=${schema}`];
}

function into({ server }: Bench): string[] {
  return ["--to", server.urlOf(names.target)];
}

async function medianOf(work: () => Promise<unknown>): Promise<number> {
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round++) seconds.push(await timed(work));
  return median(seconds);
}

/** Resolves at the end, or at the first line of output; a call that fails ends the measurement. */
async function call({ entry }: Bench, args: string[], atFirstLine = false): Promise<void> {
  const child = spawn(process.execPath, [entry, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const ending = ended(child);
  if (atFirstLine) await Promise.race([once(child.stdout, "data"), ending]);
  else {
    child.stdout.resume();
    await ending;
  }
}

async function ended(child: ReturnType<typeof spawn>): Promise<void> {
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (said += text));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${child.spawnargs.slice(1, 3).join(" ")} … ended with ${code}: ${said}`);
}
