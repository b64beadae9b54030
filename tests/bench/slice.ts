import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import type { FeedPlan, JsonObject } from "@/connectors/sdk";
import { findDestination } from "@/connectors/registry";
import { openPlace } from "@/lib/governance/testing/keeping";
import { planStreams } from "@/lib/sync/plan";
import { createLogger } from "@/lib/log";
import { createWorkerPool } from "@/lib/worker/pool";
import type { ConnectorCall, WorkerPool } from "@/lib/worker/tasks";
import { childrenOf, cpuByThread, memoryOf } from "../support/processes";
import { createLineitem, lineitemRows } from "./lineitem-table";
import { startBenchServer } from "./server";

/**
 * `npm run bench:slice`: one table from PostgreSQL into DuckDB by a worker alone, phase by phase: wall clock, processor
 * time by thread, most memory. For finding out where time goes; what a user waits for is in `npm run bench`. With
 * `--url` it reads the table lineitem that is there already.
 */
const { values } = parseArgs({
  options: { url: { type: "string" }, rounds: { type: "string", default: "3" } },
});
const database = "sluice_bench_slice";
const destination = { connector: "duckdb", config: { destination_path: "slice.duckdb" }, place: openPlace };
const log = createLogger({ write: (line) => void process.stderr.write(line) });

if (values.url === undefined) await onOwnServer();
else await measure(configOf(new URL(values.url)));

async function onOwnServer(): Promise<void> {
  const server = await startBenchServer();
  try {
    const client = await server.create(database);
    await client.query(createLineitem("lineitem"));
    await client.query("VACUUM ANALYZE lineitem");
    await measure(server.configOf(database));
  } finally {
    await server.stop();
  }
}

function configOf({ hostname, port, pathname, username, password }: URL): JsonObject {
  const ssl_mode = { mode: "disable" };
  return {
    host: hostname,
    port: Number(port || 5432),
    database: pathname.slice(1),
    username,
    password,
    ssl_mode,
  };
}

async function measure(config: JsonObject): Promise<void> {
  for (let round = 0; round < Number(values.rounds); round++) await move({ connector: "postgres", config });
}

async function move(source: ConnectorCall): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "sluice-slice-"));
  const pool = createWorkerPool({
    entry: path.join(import.meta.dirname, "worker.mjs"),
    settings: { localFilesDir: folder, allowPrivateNetwork: true },
    syncWorkers: 1,
    log,
  });
  try {
    const planned = await planOf(pool, source);
    const { streams } = planned;
    const [feed] = await pool.run("planFeeds", { source, destination, ...planned }, { lane: "sync" });
    if (!feed) throw new Error("There is no feed.");
    const plan: FeedPlan = {
      connectionId: "bench",
      feedId: feed.feed.id,
      syncId: 1,
      streams,
      encoding: feed.encoding,
      isRepeatable: false,
      fence: 1,
      careful: false,
    };
    const shaping = { shapes: [null], mapperSecrets: {}, quarantineLimit: 0 };
    const [stream] = streams;
    if (!stream) throw new Error("There is no stream.");
    const lane = { lane: "sync" as const };
    await phase("move", () =>
      pool.run(
        "moveSlice",
        { source, destination, feed: feed.feed, plan, ...shaping, budgetMs: 600_000 },
        lane,
      ),
    );
    await phase("finish", () => pool.run("finish", { destination, plan: stream }, lane));
    await phase("measure", async () => {
      const { rows } = await pool.run("measure", { destination, plan: stream }, lane);
      if (rows !== lineitemRows) throw new Error(`${rows} rows arrived.`);
    });
    const { size } = await stat(path.join(folder, "slice.duckdb"));
    console.log(`  file ${(size / 1e6).toFixed(1)} MB`);
  } finally {
    await pool.stop(0);
    await rm(folder, { recursive: true, force: true });
  }
}

async function planOf(pool: WorkerPool, source: ConnectorCall) {
  const filter = [{ namespace: "public", name: "lineitem" }];
  const discovered = await pool.run("discover", { source, filter }, { lane: "sync" });
  const connector = await findDestination("duckdb")?.load();
  if (!connector) throw new Error("There is no connector for DuckDB.");
  return planStreams({
    connectionId: "bench",
    syncId: 1,
    extractedAtMs: Date.now(),
    chosen: [
      {
        namespace: "public",
        name: "lineitem",
        syncMode: "full_refresh_overwrite",
        cursorField: [],
        primaryKey: [],
      },
    ],
    discovered,
    generations: new Map(),
    capabilities: connector.capabilities,
    locations: connector.locations(connector.spec.parse(destination.config as JsonObject)),
    namespace: { definition: "destination", format: null },
    prefix: "",
    normalization: "basic",
    objects: "json",
  });
}

async function phase(name: string, work: () => Promise<unknown>): Promise<void> {
  const before = cpuOfWorkers();
  const begin = performance.now();
  await work();
  const seconds = (performance.now() - begin) / 1000;
  const threads = [...cpuOfWorkers()]
    .map(([thread, cpu]) => [thread, cpu - (before.get(thread) ?? 0)] as const)
    .filter(([, cpu]) => cpu > 0.05)
    .sort(([, one], [, other]) => other - one);
  const total = threads.reduce((sum, [, cpu]) => sum + cpu, 0);
  const peaks = childrenOf(process.pid).map((pid) => memoryOf(pid, "VmHWM"));
  const peak = Math.max(...peaks.filter((megabytes) => !Number.isNaN(megabytes)));
  console.log(
    `${name.padEnd(8)} ${seconds.toFixed(2)} s wall, ${total.toFixed(2)} s cpu, peak ${peak.toFixed(0)} MB; ` +
      threads.map(([thread, cpu]) => `${thread} ${cpu.toFixed(2)}`).join(", "),
  );
}

function cpuOfWorkers(): Map<string, number> {
  return new Map(childrenOf(process.pid).flatMap((pid) => [...cpuByThread(pid)]));
}
