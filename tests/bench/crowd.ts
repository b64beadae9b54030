import { gzipSync } from "node:zlib";
import type pg from "pg";
import { BenchConsole } from "./console";
import { measureInteractions } from "./interactions";
import { quantile, row, type BenchResult } from "./report";
import type { BenchServer } from "./server";

const connections = 1_000;
const runsOfEach = 100;
const requests = 25;
const database = "sluice_bench_crowd";

/** How long the server takes for pages of a console that has been in use, and the browser for what is pressed there. */
export async function measureCrowd(server: BenchServer): Promise<BenchResult[]> {
  const client = await server.create(database);
  const console = await BenchConsole.start({ DATABASE_URL: server.urlOf(database) });
  try {
    const connectionId = await console.connect({
      source: { type: "sample", config: { count: 10 } },
      destination: { type: "duckdb", config: { destination_path: "crowd.duckdb" } },
      stream: { name: "users", syncMode: "full_refresh_append" },
    });
    await console.sync(connectionId);
    await console.untilSucceeded(connectionId, 10, 50);
    await multiply(client);
    const { rows } = await client.query<{ id: string; connection_id: string }>(
      "SELECT id, connection_id FROM run ORDER BY number DESC LIMIT 1",
    );
    const [newest] = rows;
    if (!newest) throw new Error("There is no run.");
    const own = `connections/${newest.connection_id}`;
    const pages = {
      Connections: "connections",
      "Connections, searched": "connections?search=77",
      Runs: "runs",
      "Runs, failed ones": "runs?status=failed",
      Sources: "sources",
      Destinations: "destinations",
      "A connection": own,
      "Its runs": `api/internal/${own}/runs?limit=30`,
      "A run": `${own}/runs/${newest.id}`,
      Quarantine: "quarantine",
      "Search of the palette": "api/internal/search?text=77",
      "Runs, asked for again": "api/internal/runs",
      "Runs by day": "api/internal/runs/stats?timeZone=Europe/Berlin",
      "Names of connections": "api/internal/connections",
    };
    const measured = await measure(console, pages);
    const pressed = await measureInteractions(console, server, newest.connection_id);
    const drawn: BenchResult = {
      name: "A console in use",
      note: `${connections} connections, ${connections * runsOfEach} runs; p95 of ${requests} requests one after the other`,
      rows: Object.entries(measured).flatMap(([page, { times, bytes }]) => [
        row(page, quantile(times, 0.95), "ms", { below: 100 }),
        row(`${page}: what is sent, after gzip`, bytes / 1000, "kB", { below: 50 }),
      ]),
    };
    return [drawn, pressed];
  } finally {
    await console.stop();
    await client.end();
  }
}

interface Measured {
  times: number[];
  /** Of the whole answer, after gzip. */
  bytes: number;
}

async function measure(
  console: BenchConsole,
  pages: Record<string, string>,
): Promise<Record<string, Measured>> {
  const measured: Record<string, Measured> = {};
  for (const [name, place] of Object.entries(pages)) {
    const ofPage: Measured = { times: [], bytes: 0 };
    // The first requests load the page's code.
    for (let request = -3; request < requests; request++) {
      const begin = performance.now();
      const response = await console.page(place);
      const text = await response.text();
      const took = performance.now() - begin;
      if (response.status !== 200) throw new Error(`/${place} answered ${response.status}.`);
      if (request >= 0) ofPage.times.push(took);
      ofPage.bytes = gzipSync(text).length;
    }
    measured[name] = ofPage;
  }
  return measured;
}

/** Copies the one connection, its ends and its run, each with other times and ends. */
async function multiply(client: pg.Client): Promise<void> {
  await client.query(`
    INSERT INTO source SELECT made.* FROM (SELECT * FROM source LIMIT 1) s, generate_series(1, ${connections}) n,
      jsonb_populate_record(s::source, jsonb_build_object('id', gen_random_uuid(), 'name', 'Source ' || n)) made;
    INSERT INTO destination SELECT made.* FROM (SELECT * FROM destination LIMIT 1) d, generate_series(1, 50) n,
      jsonb_populate_record(d::destination, jsonb_build_object('id', gen_random_uuid(), 'name', 'Destination ' || n)) made;
    INSERT INTO connection SELECT made.* FROM (SELECT * FROM connection LIMIT 1) c, (
        SELECT s.n, s.id AS source_id, d.id AS destination_id
        FROM (SELECT id, row_number() OVER () AS n FROM source) s
        JOIN (SELECT id, row_number() OVER () AS n FROM destination) d ON d.n = 1 + s.n % 50
        WHERE s.n <= ${connections}) ends,
      jsonb_populate_record(c::connection, jsonb_build_object('id', gen_random_uuid(), 'name', 'Connection ' || ends.n,
        'source_id', ends.source_id, 'destination_id', ends.destination_id)) made;
    CREATE TEMP TABLE fresh AS
      SELECT gen_random_uuid() AS id, c.id AS connection_id, n, now() - make_interval(hours => n, secs => random() * 3000) AS at
      FROM connection c, generate_series(1, ${runsOfEach}) n;
    INSERT INTO run (id, workspace_id, connection_id, trigger, kind, status, created_at, started_at, ended_at,
        rows_read, rows_written, bytes, plan, failure)
      SELECT fresh.id, r.workspace_id, fresh.connection_id, 'schedule', 'sync',
        (CASE WHEN n % 20 = 7 THEN 'cancelled' ELSE 'succeeded' END)::run_status, at, at, at + interval '90 s',
        n * 100, n * 100, n * 9000, r.plan, NULL
      FROM fresh, (SELECT * FROM run ORDER BY number LIMIT 1) r;
    INSERT INTO run_stream SELECT made.* FROM fresh, (SELECT * FROM run_stream LIMIT 1) s,
      jsonb_populate_record(s::run_stream, jsonb_build_object('run_id', fresh.id)) made;
    DROP TABLE fresh;`);
  // As autovacuum does within a minute.
  await client.query("VACUUM (ANALYZE)");
}
