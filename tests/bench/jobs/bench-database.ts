import type pg from "pg";
import { createLineitem } from "../lineitem-table";
import type { BenchServer } from "../server";

const names = { source: "sluice_bench_jobs_source", target: "sluice_bench_jobs_target" };

/** The databases and the folder that the jobs work in. `big.lineitem` has a key, and an instant for every change. */
export interface JobBench {
  source: pg.Client;
  target: pg.Client;
  sourceUrl: string;
  targetUrl: string;
  folder: string;
  /** `name type, …` of a table of the source. */
  columnsOf(table: string): Promise<string>;
  /** A psql command as a shell reads it. */
  psql(end: "source" | "target", ...statements: string[]): string;
}

export async function openJobs(server: BenchServer, folder: string): Promise<JobBench> {
  const source = await server.create(names.source);
  const target = await server.create(names.target);
  await source.query("CREATE SCHEMA big");
  await source.query(createLineitem("big.lineitem"));
  await source.query(`
    ALTER TABLE big.lineitem ADD COLUMN updated_at timestamptz;
    UPDATE big.lineitem SET updated_at = timestamptz '2026-01-01' + (l_orderkey * 4 + l_linenumber) * interval '1 ms';
    ALTER TABLE big.lineitem ADD PRIMARY KEY (l_orderkey, l_linenumber)`);
  await source.query("VACUUM FULL ANALYZE big.lineitem");
  const urls = { source: server.urlOf(names.source), target: server.urlOf(names.target) };
  return {
    source,
    target,
    sourceUrl: urls.source,
    targetUrl: urls.target,
    folder,
    async columnsOf(table) {
      const { rows } = await source.query<{ columns: string }>(
        "SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' ORDER BY attnum) AS columns FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped",
        [table],
      );
      return rows[0]?.columns ?? "";
    },
    psql: (end, ...statements) =>
      `psql -X -q -v ON_ERROR_STOP=1 -d '${urls[end]}' ${statements.map((sql) => `-c "${sql}"`).join(" ")}`,
  };
}
