import { randomUUID } from "node:crypto";
import { DuckDBInstance } from "@duckdb/node-api";
import { duckdbDestination } from "@/connectors/destinations/duckdb";
import { spec } from "@/connectors/destinations/duckdb/config";
import {
  feedIdOf,
  noCounts,
  type Checkpoint,
  type ColumnsBatch,
  type Context,
  type FeedPlan,
  type Field,
  type StreamPlan,
} from "@/connectors/sdk";
import { createLocalFiles } from "@/connectors/sdk/local-files";
import { lineitemFields, makeBatch, rowsPerBatch } from "./lineitem";

/** One measurement in a process of its own, so that none inherits another's memory. Writes one line of JSON. */
export interface LoadResult {
  seconds: number;
  cpuSeconds: number;
  peakMegabytes: number;
  rows: number;
}

const [task, folder = ".", total = "0", columnKind = "all"] = process.argv.slice(2);
const rowsWanted = Number(total);
const seconds = (since: number) => (performance.now() - since) / 1000;

process.stdout.write(`${JSON.stringify(await measure(task === "csv" ? readCsv : load))}\n`);

async function measure(work: () => Promise<{ seconds: number; rows: number }>): Promise<LoadResult> {
  const before = process.cpuUsage();
  const { seconds, rows } = await work();
  const { user, system } = process.cpuUsage(before);
  return {
    seconds,
    rows,
    cpuSeconds: (user + system) / 1e6,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
  };
}

/** What DuckDB itself takes for the same rows as a CSV file, with all its threads and memory, without meta columns. */
async function readCsv(): Promise<{ seconds: number; rows: number }> {
  const start = performance.now();
  const instance = await DuckDBInstance.create(`${folder}/csv.duckdb`, { threads: "2" });
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE lineitem AS FROM read_csv('${folder}/lineitem.csv')`);
  const rows = (await connection.runAndReadAll("SELECT count(*) FROM lineitem")).getRows()[0]?.[0];
  const result = { seconds: seconds(start), rows: Number(rows) };
  connection.closeSync();
  instance.closeSync();
  return result;
}

/** The whole way: open, all batches, commit, close, finish with its swap and count. */
async function load(): Promise<{ seconds: number; rows: number }> {
  const fields = lineitemFields.filter((field) => columnKind === "all" || field.type.kind === columnKind);
  const pool =
    task === "load" ? Array.from({ length: 8 }, (_, index) => pick(makeBatch(index), fields)) : null;
  const config = spec.parse({ destination_path: "load.duckdb" });
  const plan = planLoad(fields);
  const ctx = createContext();
  const start = performance.now();
  const writer = await duckdbDestination.open(config, plan, ctx);
  await writer.checkpoint();
  let rows = 0;
  for (let index = 0; rows < rowsWanted; index++) {
    const batch = limit(pool?.[index % pool.length] ?? pick(makeBatch(index), fields), rowsWanted - rows);
    rows += (await writer.write(0, batch)).written;
  }
  await writer.commit(checkpointOf(plan, rows));
  await writer.close();
  const [stream] = plan.streams;
  if (!stream) throw new Error("The plan has no stream.");
  const finished = await duckdbDestination.finish(config, stream, ctx);
  return { seconds: seconds(start), rows: finished.rows };
}

function pick(batch: ColumnsBatch, fields: Field[]): ColumnsBatch {
  const columns = batch.columns.filter((_, index) =>
    fields.some(({ name }) => name === lineitemFields[index]?.name),
  );
  return { ...batch, columns };
}

function limit(batch: ColumnsBatch, count: number): ColumnsBatch {
  return count < rowsPerBatch ? { ...batch, count } : batch;
}

function createContext(): Context {
  return {
    signal: new AbortController().signal,
    clock: { now: () => Date.now(), sleep: () => Promise.resolve() },
    log: () => undefined,
    http: fetch,
    localFiles: createLocalFiles(folder),
    secrets: { rotate: () => Promise.resolve() },
  };
}

function planLoad(fields: Field[]): FeedPlan {
  const connectionId = randomUUID();
  const base = {
    primaryKey: [],
    cursorFields: [],
    cursorIsGiven: false,
    supports: { fullRefresh: true, incremental: false, deletes: false },
  };
  const selected = { ...base, name: "lineitem", fields, mode: "full_refresh" as const, key: [] };
  const stream: StreamPlan = {
    connectionId,
    stream: selected,
    table: { namespace: "main", name: "lineitem" },
    normalization: "basic",
    columns: fields.map((field, index) => ({ ...field, field: field.name, index })),
    write: "overwrite",
    key: [],
    cursor: null,
    generation: 1,
    syncId: 1,
    extractedAtMs: Date.UTC(2026, 0, 1),
  };
  return {
    connectionId,
    feedId: feedIdOf(selected),
    syncId: 1,
    streams: [stream],
    encoding: "columns",
    fence: 1,
  };
}

function checkpointOf(plan: FeedPlan, rows: number): Checkpoint {
  const counts = plan.streams.map(() => ({ ...noCounts(), read: rows, written: rows }));
  return { syncId: plan.syncId, generations: [1], position: rows, complete: true, counts };
}
