import type { BenchConsole } from "./console";
import { quantile, row, type BenchResult } from "./report";
import type { BenchServer } from "./server";

const probes = 30;
const rows = 1_000;
const tables = { source: "sluice_bench_small_source", target: "sluice_bench_small_target" };

/** From the request for a sync to the first row that another session sees in the destination. */
export async function measureLatency(console: BenchConsole, server: BenchServer): Promise<BenchResult> {
  const source = await server.create(tables.source);
  const target = await server.create(tables.target);
  await source.query(
    `CREATE TABLE small AS SELECT i AS id, md5(i::text) AS note FROM generate_series(1, ${rows}) i`,
  );
  const connectionId = await console.connect({
    source: { type: "postgres", config: server.configOf(tables.source) },
    destination: {
      type: "postgres",
      config: { ...server.configOf(tables.target), schema: "target" },
    },
    stream: { namespace: "public", name: "small", syncMode: "full_refresh_append" },
  });
  await console.sync(connectionId);
  await console.untilSucceeded(connectionId, rows, 10);
  const seen: number[] = [];
  const done: number[] = [];
  for (let probe = 0; probe < probes; probe++) {
    await target.query("TRUNCATE target.small");
    const begin = performance.now();
    await console.sync(connectionId);
    for (;;) {
      const { rowCount } = await target.query("SELECT FROM target.small LIMIT 1");
      if (rowCount) break;
    }
    seen.push(performance.now() - begin);
    await console.untilSucceeded(connectionId, rows, 10);
    done.push(performance.now() - begin);
  }
  return {
    name: "Small sync",
    note: `${rows} rows, PostgreSQL → PostgreSQL`,
    rows: [
      row("click to first row in the destination, p50", quantile(seen, 0.5), "ms", { below: 300 }),
      row("click to first row in the destination, p95", quantile(seen, 0.95), "ms"),
      row("click to verified, p50", quantile(done, 0.5), "ms", { below: 1_000 }),
    ],
  };
}
