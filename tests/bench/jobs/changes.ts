import { lineitemRows } from "../lineitem-table";
import type { Job } from "../limits";
import { measureShell } from "../measured-process";
import type { JobBench } from "./bench-database";

/** One row of so many is changed. */
const every = 18;
const changed = Math.floor(lineitemRows / every);

/** What has changed since the last time. Both sides find it by scanning the source for the instant of the change. */
export function changeJobs(bench: JobBench): Job[] {
  return [mergeJob(bench, "deduped", 0.93), mergeJob(bench, "history", 0.5), appendJob(bench)];
}

function mergeJob(bench: JobBench, mode: "deduped" | "history", goal: number): Job {
  const { source, target, psql } = bench;
  const schema = mode;
  const table = `${schema}.lineitem`;
  let round = 0;
  let since = "";
  return {
    name: `Merge${mode === "history" ? " with history" : ""}`,
    note: `${changed} changed rows, spread over ${lineitemRows}`,
    async prepare(sluice) {
      await copyTable(bench, schema);
      await target.query(`CREATE TABLE anchor_${mode} (${await bench.columnsOf(table)})`);
      await measureShell(
        `${psql("source", `COPY ${table} TO STDOUT`)} | ${psql("target", `COPY anchor_${mode} FROM STDIN`)}`,
      );
      await target.query(`ALTER TABLE anchor_${mode} ADD PRIMARY KEY (l_orderkey, l_linenumber)`);
      await sluice(sync(bench, schema, mode));
      await target.query("VACUUM ANALYZE");
    },
    async renew() {
      since = await newestOf(bench, table);
      await source.query(
        `UPDATE ${table} SET l_quantity = l_quantity + 1, updated_at = clock_timestamp() WHERE (l_orderkey * 4 + l_linenumber) % ${every} = ${round++}`,
      );
      await source.query(`VACUUM ${table}`);
      await target.query("CHECKPOINT");
    },
    sluice: sync(bench, schema, mode),
    limit: {
      what: "COPY into a staging table, INSERT … ON CONFLICT DO UPDATE",
      async run() {
        await target.query("CHECKPOINT");
        const columns = (await bench.columnsOf(table))
          .split(", ")
          .map((column) => column.split(" ")[0] ?? "");
        const changes = columns.map((column) => `${column} = excluded.${column}`).join(", ");
        return measureShell(
          `${psql("source", copyChanged(table, since))} | ${psql("target", `CREATE TEMP TABLE staging (LIKE anchor_${mode})`, "COPY staging FROM STDIN", `INSERT INTO anchor_${mode} SELECT * FROM staging ON CONFLICT (l_orderkey, l_linenumber) DO UPDATE SET ${changes}`)}`,
        );
      },
    },
    goal,
  };
}

function appendJob(bench: JobBench): Job {
  const { source, target, psql } = bench;
  const table = "appended.lineitem";
  let since = "";
  return {
    name: "Append",
    note: `${changed} new rows to ${lineitemRows}`,
    async prepare(sluice) {
      await copyTable(bench, "appended");
      await target.query(`CREATE TABLE anchor_appended (${await bench.columnsOf(table)})`);
      await sluice(sync(bench, "appended", "incremental"));
    },
    async renew() {
      since = await newestOf(bench, table);
      const columns = (await bench.columnsOf(table)).split(", ").map((column) => column.split(" ")[0] ?? "");
      const values = columns.map((column) =>
        column === "l_orderkey"
          ? "l_orderkey + last"
          : column === "updated_at"
            ? "clock_timestamp()"
            : column,
      );
      await source.query(
        `INSERT INTO ${table} SELECT ${values.join(", ")} FROM ${table}, (SELECT max(l_orderkey) AS last FROM ${table}) AS newest LIMIT ${changed}`,
      );
      await source.query(`VACUUM ${table}`);
      await target.query("CHECKPOINT");
    },
    sluice: sync(bench, "appended", "incremental"),
    limit: {
      what: "psql COPY of the new rows | psql COPY",
      run: () =>
        measureShell(
          `${psql("source", copyChanged(table, since))} | ${psql("target", "COPY anchor_appended FROM STDIN")}`,
        ),
    },
    goal: 0.7,
  };
}

function sync({ sourceUrl, targetUrl }: JobBench, schema: string, mode: string): string[] {
  return [
    "sync",
    "--from",
    `${sourceUrl}?schema=${schema}`,
    "--to",
    targetUrl,
    "--mode",
    mode,
    "--cursor",
    "updated_at",
  ];
}

function copyChanged(table: string, since: string): string {
  return `COPY (SELECT * FROM ${table} WHERE updated_at > '${since}') TO STDOUT`;
}

async function copyTable({ source }: JobBench, schema: string): Promise<void> {
  await source.query(`
    CREATE SCHEMA ${schema}; CREATE TABLE ${schema}.lineitem AS TABLE big.lineitem;
    ALTER TABLE ${schema}.lineitem ADD PRIMARY KEY (l_orderkey, l_linenumber)`);
  await source.query(`VACUUM ANALYZE ${schema}.lineitem`);
}

async function newestOf({ source }: JobBench, table: string): Promise<string> {
  const { rows } = await source.query<{ newest: string }>(
    `SELECT max(updated_at)::text AS newest FROM ${table}`,
  );
  return rows[0]?.newest ?? "";
}
