import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Job } from "../limits";
import { lineitemRows } from "../lineitem-table";
import { measureShell } from "../measured-process";
import { timed } from "../report";
import type { JobBench } from "./bench-database";

export const smallTables = {
  region: 5,
  nation: 25,
  supplier: 775,
  misc: 1_000,
  orders: 10_000,
  customer: 15_000,
  part: 20_000,
  partsupp: 40_000,
};

const large = `${lineitemRows} rows`;

/** Everything anew. */
export function copyJobs(bench: JobBench): Job[] {
  return [
    postgresToPostgres(bench, "text", 1),
    postgresToPostgres(bench, "binary", 0.8),
    smallTablesToPostgres(bench),
    postgresToDuckdb(bench),
    ...(process.env.SLUICE_TEST_MYSQL_URL
      ? [mariadbToPostgres(bench, process.env.SLUICE_TEST_MYSQL_URL)]
      : []),
    postgresToCsv(bench),
    csvToPostgres(bench),
  ];
}

function postgresToPostgres(bench: JobBench, format: "text" | "binary", goal: number): Job {
  const { psql } = bench;
  return {
    name: `PostgreSQL → PostgreSQL, overwrite, beside ${format}`,
    note: large,
    empty: () => drop(bench, "big.lineitem"),
    sluice: [
      "sync",
      "--from",
      `${bench.sourceUrl}?schema=big`,
      "--to",
      bench.targetUrl,
      "--mode",
      "overwrite",
    ],
    limit: {
      what: `psql COPY | psql COPY, ${format}`,
      async run() {
        await anchorTable(bench);
        return measureShell(
          `${psql("source", `COPY big.lineitem TO STDOUT (FORMAT ${format})`)} | ${psql("target", `COPY anchor FROM STDIN (FORMAT ${format})`)}`,
        );
      },
    },
    goal,
    ...(format === "text" ? { copies: [copyOf(bench, "big.lineitem")] } : {}),
  };
}

function smallTablesToPostgres(bench: JobBench): Job {
  const { source, target, psql } = bench;
  const names = Object.keys(smallTables);
  return {
    name: "8 small tables",
    note: `${Object.values(smallTables).reduce((sum, rows) => sum + rows, 0)} rows`,
    async prepare() {
      await source.query("CREATE SCHEMA small");
      await target.query("CREATE SCHEMA anchors");
      for (const [name, rows] of Object.entries(smallTables)) {
        await source.query(
          `CREATE TABLE small.${name} AS SELECT i AS id, 'name ' || i AS name, (i * 1.5)::numeric(10,2) AS amount, now() AS updated_at FROM generate_series(1, ${rows}) AS i`,
        );
        await target.query(`CREATE TABLE anchors.${name} (${await bench.columnsOf(`small.${name}`)})`);
      }
      await source.query("ANALYZE");
    },
    sluice: [
      "sync",
      "--from",
      `${bench.sourceUrl}?schema=small`,
      "--to",
      bench.targetUrl,
      "--mode",
      "overwrite",
    ],
    limit: {
      what: "8 psql COPY | psql COPY, side by side",
      run: () => {
        const pipes = names.map(
          (name) =>
            `${psql("source", `COPY small.${name} TO STDOUT`)} | ${psql("target", `TRUNCATE anchors.${name}`, `COPY anchors.${name} FROM STDIN`)} &`,
        );
        return measureShell(`${pipes.join("\n")}\nwait`);
      },
    },
    goal: 0.5,
    copies: names.map((name) => copyOf(bench, `small.${name}`)),
  };
}

function postgresToDuckdb({ folder, sourceUrl, psql }: JobBench): Job {
  const [file, csv, anchor] = ["bench.duckdb", "anchor.csv", "anchor.duckdb"].map((name) =>
    path.join(folder, name),
  ) as [string, string, string];
  return {
    name: "PostgreSQL → DuckDB",
    note: large,
    empty: () => rm(file, { force: true }),
    sluice: ["sync", "--from", `${sourceUrl}?schema=big`, "--to", `duckdb://${file}`, "--mode", "overwrite"],
    limit: {
      what: "psql COPY to a CSV file, DuckDB reading it",
      async run() {
        await rm(anchor, { force: true });
        const copying = await measureShell(
          `${psql("source", "COPY big.lineitem TO STDOUT (FORMAT csv, HEADER)")} > '${csv}'`,
        );
        return copying + (await timed(() => readCsv(csv, anchor)));
      },
    },
    goal: 1.5,
    maxMegabytes: 450,
  };
}

async function readCsv(csv: string, file: string): Promise<void> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE lineitem AS FROM read_csv('${csv}')`);
  connection.closeSync();
  instance.closeSync();
}

function mariadbToPostgres(bench: JobBench, server: string): Job {
  const { psql } = bench;
  const { hostname, port, username, password } = new URL(server);
  const database = "sluice_bench_jobs";
  const client = `${password ? `MYSQL_PWD='${decodeURIComponent(password)}' ` : ""}mariadb --host=${hostname} --port=${port || "3306"} --user=${decodeURIComponent(username)}`;
  const uri = new URL(server);
  uri.pathname = `/${database}`;
  return {
    name: "MariaDB → PostgreSQL",
    note: large,
    async prepare() {
      const types = (await bench.columnsOf("big.lineitem"))
        .replaceAll("timestamp with time zone", "varchar(40)")
        .replaceAll("character varying", "varchar")
        .replaceAll("character", "char");
      await measureShell(
        `${client} -e 'DROP DATABASE IF EXISTS ${database}; CREATE DATABASE ${database}; CREATE TABLE ${database}.lineitem (${types})' && ${psql("source", "COPY big.lineitem TO STDOUT")} | ${client} --local-infile=1 ${database} -e "LOAD DATA LOCAL INFILE '/dev/stdin' INTO TABLE lineitem"`,
      );
    },
    empty: () => drop(bench, `${database}.lineitem`),
    sluice: ["sync", "--from", uri.toString(), "--to", bench.targetUrl, "--mode", "overwrite"],
    limit: {
      what: "mariadb --quick | psql COPY",
      async run() {
        await anchorTable(bench);
        return measureShell(
          `${client} --quick --batch --skip-column-names ${database} -e 'SELECT * FROM lineitem' | ${psql("target", "COPY anchor FROM STDIN")}`,
        );
      },
    },
    goal: 0.8,
  };
}

function postgresToCsv({ folder, sourceUrl, psql }: JobBench): Job {
  const place = path.join(folder, "csv");
  return {
    name: "PostgreSQL → CSV",
    note: large,
    async empty() {
      await rm(place, { recursive: true, force: true });
      await mkdir(place);
    },
    sluice: [
      "sync",
      "--from",
      `${sourceUrl}?schema=big`,
      "--to",
      `file://${place}?format=csv`,
      "--mode",
      "overwrite",
    ],
    limit: {
      what: "psql COPY to a CSV file",
      run: () =>
        measureShell(
          `${psql("source", "COPY big.lineitem TO STDOUT (FORMAT csv, HEADER)")} > '${place}/anchor'`,
        ),
    },
    goal: 0.85,
  };
}

function csvToPostgres(bench: JobBench): Job {
  const { folder, psql } = bench;
  const file = path.join(folder, "lineitem.csv");
  return {
    name: "CSV → PostgreSQL, types kept",
    note: large,
    prepare: async () =>
      void (await measureShell(
        `${psql("source", "COPY big.lineitem TO STDOUT (FORMAT csv, HEADER)")} > '${file}'`,
      )),
    empty: () => drop(bench, "public.lineitem"),
    sluice: ["sync", "--from", `file://${file}`, "--to", bench.targetUrl, "--mode", "overwrite"],
    limit: {
      what: "psql COPY from the file into typed columns",
      async run() {
        await anchorTable(bench);
        return measureShell(`${psql("target", "COPY anchor FROM STDIN (FORMAT csv, HEADER)")} < '${file}'`);
      },
    },
    goal: 0.86,
  };
}

function copyOf({ sourceUrl, targetUrl }: JobBench, table: string) {
  const target = `peers.${table.split(".")[1]}`;
  return { from: sourceUrl, to: targetUrl, source: table, target };
}

async function drop({ target }: JobBench, table: string): Promise<void> {
  await target.query(`DROP TABLE IF EXISTS ${table}`);
}

async function anchorTable(bench: JobBench): Promise<void> {
  await drop(bench, "anchor");
  await bench.target.query(`CREATE TABLE anchor (${await bench.columnsOf("big.lineitem")})`);
}
