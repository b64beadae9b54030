import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type pg from "pg";
import { createLineitem, lineitemRows } from "./lineitem-table";
import type { BenchConsole } from "./console";
import { median, row, timed, type BenchResult } from "./report";
import type { BenchServer } from "./server";

const rounds = 5;
const tables = { source: "sluice_bench_source", target: "sluice_bench_target" };

export interface Move {
  console: BenchConsole;
  server: BenchServer;
  source: pg.Client;
  target: pg.Client;
}

export async function createLineitemTable(console: BenchConsole, server: BenchServer): Promise<Move> {
  const source = await server.create(tables.source);
  const target = await server.create(tables.target);
  await source.query(createLineitem("lineitem"));
  await source.query("VACUUM ANALYZE lineitem");
  return { console, server, source, target };
}

const stream = { namespace: "public", name: "lineitem", syncMode: "full_refresh_overwrite" } as const;

/** Answers with the connection's id. */
export function connectPostgres({ console, server }: Move): Promise<string> {
  return console.connect({
    source: { type: "postgres", config: server.configOf(tables.source) },
    destination: {
      type: "postgres",
      config: { ...server.configOf(tables.target), schema: "target" },
    },
    stream,
  });
}

/**
 * What a user waits for: from the request for a sync over the API to the job's green end, with Airbyte's columns, the
 * swap and the verification. Beside it the same rows by the database's own means, which have none of these. Rounds are
 * interleaved; medians are given. Waits depend on what else the machine does; processor time hardly does.
 */
export async function measurePostgres(move: Move, connectionId: string): Promise<BenchResult> {
  const { console, server, target } = move;
  const clocks = clocksOf(move);
  const ours: Spent[] = [];
  const anchors = { text: [] as Spent[], binary: [] as Spent[] };
  for (let round = 0; round < rounds; round++) {
    await target.query("DROP TABLE IF EXISTS target.lineitem");
    ours.push(await spend(clocks, () => timedSync(console, connectionId)));
    for (const format of ["text", "binary"] as const) {
      await target.query("DROP TABLE IF EXISTS anchor");
      await target.query(tableLikeLineitem);
      const copy = `${psql(server, tables.source, `COPY lineitem TO STDOUT (FORMAT ${format})`)} | ${psql(server, tables.target, `COPY anchor FROM STDIN (FORMAT ${format})`)}`;
      anchors[format].push(await spend(clocks, () => timed(() => shell(copy))));
    }
  }
  const [sync, text, binary] = [middle(ours), middle(anchors.text), middle(anchors.binary)];
  return {
    name: "PostgreSQL → PostgreSQL",
    note: `${lineitemRows} rows, ${server.title}`,
    rows: [
      row("sync: click to verified", sync.seconds, "s"),
      row("psql COPY | psql COPY, text, nothing verified", text.seconds, "s"),
      row("psql COPY | psql COPY, binary, nothing verified", binary.seconds, "s"),
      row("speed against psql, text", text.seconds / sync.seconds, "times", { atLeast: 1 }),
      row("speed against psql, binary", binary.seconds / sync.seconds, "times", { atLeast: 0.8 }),
      row("processor time of workers", sync.worker, "s"),
      row("processor time of the console", sync.console, "s"),
      row("processor time of the server in a sync", sync.server, "s"),
      row("processor time of the server under psql, text", text.server, "s"),
      row("processor time of the server under psql, binary", binary.server, "s"),
      row("peak memory of a worker", Math.max(...console.workerPeaks()), "MB", { below: 256 }),
    ],
  };
}

type Clocks = Record<"worker" | "console" | "server", () => number>;

function clocksOf({ console, server }: Move): Clocks {
  return {
    worker: () => console.workerProcessorSeconds(),
    console: () => console.ownProcessorSeconds(),
    server: () => server.processorSeconds(),
  };
}

interface Spent {
  seconds: number;
  worker: number;
  console: number;
  server: number;
}

/** What `work`, which answers with its seconds, takes of each process besides. */
async function spend(clocks: Clocks, work: () => Promise<number>): Promise<Spent> {
  const read = () => ({ worker: clocks.worker(), console: clocks.console(), server: clocks.server() });
  const before = read();
  const seconds = await work();
  const after = read();
  return {
    seconds,
    worker: after.worker - before.worker,
    console: after.console - before.console,
    server: after.server - before.server,
  };
}

function middle(rounds: Spent[]): Spent {
  const of = (what: keyof Spent) => median(rounds.map((round) => round[what]));
  return { seconds: of("seconds"), worker: of("worker"), console: of("console"), server: of("server") };
}

export async function measureDuckdb(move: Move): Promise<BenchResult> {
  const { console, server } = move;
  const clocks = clocksOf(move);
  const connectionId = await console.connect({
    source: {
      type: "postgres",
      config: server.configOf(tables.source),
    },
    destination: { type: "duckdb", config: { destination_path: "bench.duckdb" } },
    stream,
  });
  const folder = console.localFiles;
  const csv = path.join(folder, "lineitem.csv");
  const toCsv = `${psql(server, tables.source, "COPY lineitem TO STDOUT (FORMAT csv, HEADER)")} > '${csv}'`;
  const ours: Spent[] = [];
  const anchors: CsvRead[] = [];
  const wholeWays: number[] = [];
  for (let round = 0; round < rounds; round++) {
    await rm(path.join(folder, "bench.duckdb"), { force: true });
    ours.push(await spend(clocks, () => timedSync(console, connectionId)));
    const copying = await timed(() => shell(toCsv));
    const read = await readCsv(csv, path.join(folder, `anchor-${round}.duckdb`));
    anchors.push(read);
    wholeWays.push(copying + read.seconds);
  }
  const sync = middle(ours);
  const reading = median(anchors.map(({ seconds }) => seconds));
  return {
    name: "PostgreSQL → DuckDB",
    note: `${lineitemRows} rows, ours with four more columns; for DuckDB's reader alone the CSV file is there beforehand`,
    rows: [
      row("sync: click to verified", sync.seconds, "s"),
      row("DuckDB reading a CSV file of the same rows", reading, "s"),
      row("speed against DuckDB's reader", reading / sync.seconds, "times", { atLeast: 0.8 }),
      row("psql COPY to that file, then DuckDB reading it", median(wholeWays), "s"),
      row("speed against both", median(wholeWays) / sync.seconds, "times", { atLeast: 1.3 }),
      row("processor time of workers", sync.worker, "s"),
      row("processor time of the console", sync.console, "s"),
      row("processor time of the server", sync.server, "s"),
      row(
        "processor time of DuckDB reading the CSV file",
        median(anchors.map(({ processor }) => processor)),
        "s",
      ),
      row("peak memory of a worker", Math.max(...console.workerPeaks()), "MB", { below: 256 }),
    ],
  };
}

/** Looks as often as an open page does, and goes by when the run says that it ended: both are this machine's clock. */
async function timedSync(console: BenchConsole, connectionId: string): Promise<number> {
  const beganAt = Date.now();
  await console.sync(connectionId);
  const endedAt = await console.untilSucceeded(connectionId, lineitemRows, 1_000);
  return (endedAt.getTime() - beganAt) / 1000;
}

interface CsvRead {
  seconds: number;
  /** Of all threads of this process, which does nothing else meanwhile. */
  processor: number;
}

async function readCsv(csv: string, file: string): Promise<CsvRead> {
  const before = process.cpuUsage();
  const seconds = await timed(async () => {
    const instance = await DuckDBInstance.create(file);
    const connection = await instance.connect();
    await connection.run(`CREATE TABLE lineitem AS FROM read_csv('${csv}')`);
    connection.closeSync();
    instance.closeSync();
  });
  const { user, system } = process.cpuUsage(before);
  await rm(file);
  return { seconds, processor: (user + system) / 1e6 };
}

const tableLikeLineitem = `CREATE TABLE anchor (
  l_orderkey int8, l_partkey int4, l_suppkey int4, l_linenumber int4, l_quantity numeric(15,2),
  l_extendedprice numeric(15,2), l_discount numeric(15,2), l_tax numeric(15,2), l_returnflag char(1),
  l_linestatus char(1), l_shipdate date, l_commitdate date, l_receiptdate date, l_shipinstruct char(25),
  l_shipmode char(10), l_comment varchar(44))`;

function psql(server: BenchServer, database: string, sql: string): string {
  return `psql -X -q -v ON_ERROR_STOP=1 -d '${server.urlOf(database)}' -c '${sql}'`;
}

async function shell(command: string): Promise<void> {
  const child = spawn("sh", ["-c", command], { stdio: ["ignore", "inherit", "inherit"] });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error("psql failed: PostgreSQL's client programs must be in the PATH.");
}
