import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, onTestFailed } from "vitest";
import type { JsonObject } from "@/connectors/sdk";
import type { SyncMode } from "@/lib/sync/modes";
import { createMySqlDatabase, type MySqlTestDatabase, testMySqlUrl } from "../support/mysql";
import {
  connectorConfigOf,
  createTestDatabase,
  describeWithPostgres,
  type TestDatabase,
} from "../support/postgres";
import { readLocalFiles } from "../support/local-files";
import { pause, SyncLab } from "../support/sync-lab";

const rowsAtFirst = 100_000;
/** Of 44 cases: 264 kills, 228 of them with a destination that has transactions. */
const killsPerCase = 6;
const longestWaitMs = 700;
const columns = ["id", "version", "updated_at", "note"];
const asText =
  "SELECT id::text, version::text, to_char(updated_at, 'YYYY-MM-DD HH24:MI:SS.US') AS updated_at, note";

interface Case {
  mode: SyncMode;
  /** Rows go at the source, too, and are marked at the destination. */
  marks?: boolean;
  /** The table refuses some rows, which wait in the quarantine. */
  refuses?: boolean;
  /** Former generations stay beside the table. */
  keeps?: boolean;
}

const cases: Case[] = [
  { mode: "full_refresh_overwrite" },
  { mode: "full_refresh_overwrite", keeps: true },
  { mode: "full_refresh_overwrite", marks: true },
  { mode: "full_refresh_append" },
  { mode: "incremental_append" },
  { mode: "incremental_append", refuses: true },
  { mode: "incremental_deduped_history" },
];

const isRefused = "id % 10000 = 0";
const refusingTable = `CREATE TABLE target.orders (id bigint CHECK (NOT (${isRefused})), version int, updated_at timestamp, note text)`;
const refusingMySqlTable = `CREATE TABLE orders (id bigint CHECK (NOT (${isRefused})), version int, updated_at datetime(6), note text)`;
const quarantined = `SELECT "row"::json->>'id' AS id, "row"::json->>'version' AS version FROM target._sluice_quarantine ORDER BY 1, 2`;
const quarantinedInMySql = `SELECT JSON_VALUE(\`row\`, '$.id') AS id, JSON_VALUE(\`row\`, '$.version') AS version FROM _sluice_quarantine`;
const refusedRows = `SELECT id::text, version::text FROM expected WHERE ${isRefused} ORDER BY 1, 2`;

/**
 * Kills workers, or the whole console, at random moments of real syncs, lets them resume by themselves, and holds the
 * destination against the source row by row: nothing lost, nothing doubled, nothing green and wrong.
 */
describeWithPostgres("a sync that is killed at random moments", () => {
  let lab: SyncLab;
  let database: TestDatabase;
  let mysql: MySqlTestDatabase | null = null;
  beforeAll(async () => {
    lab = await SyncLab.start();
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    onTestFailed(async () => console.error(await lab.report()));
    database = await createTestDatabase("kills");
    await database.query(
      `CREATE TABLE orders (id bigint PRIMARY KEY, version int, updated_at timestamp, note text)`,
    );
    await database.query(
      `INSERT INTO orders SELECT i, 1, timestamp '2026-01-01' + make_interval(secs => i / 100), repeat(md5(i::text), 4)
       FROM generate_series(1, ${rowsAtFirst}) i`,
    );
    await database.query("CREATE TABLE expected (LIKE orders)");
  });
  afterEach(async () => {
    await database.drop();
    await mysql?.drop();
    mysql = null;
  });

  for (const destination of ["postgres", "mysql", "duckdb", "local-files"] as const) {
    for (const { mode, marks = false, refuses = false, keeps = false } of casesOf(destination)) {
      const name = `${mode}${marks ? "-marks" : ""}${refuses ? "-refuses" : ""}${keeps ? "-keeps" : ""}`;
      for (const victim of ["worker", "console"] as const) {
        it.skipIf(destination === "mysql" && !testMySqlUrl)(
          `leaves ${destination} as it should be: ${name}, ${victim} killed ${killsPerCase} times`,
          { timeout: 180_000 },
          async () => {
            if (destination === "mysql") mysql = await createMySqlDatabase("kills");
            const place = { lab, database, mysql, name: `${name}-${victim}` };
            if (refuses) await makeRefusingTable(place);
            const connectionId = await lab.connect({
              source: {
                connector: "postgres",
                config: connectorConfigOf(database.url, { schemas: ["public"] }),
              },
              destination: destinationOf(destination, place),
              streams: [
                {
                  namespace: "public",
                  name: "orders",
                  syncMode: mode,
                  cursorField: ["updated_at"],
                  ...(marks ? { deletes: "soft", primaryKey: [["id"]] } : {}),
                  ...(keeps ? { keepGenerations: 1 } : {}),
                },
              ],
            });
            let kills = 0;
            let former: string[] = [];
            for (let round = 0; kills < killsPerCase || round < 2; round++) {
              if (round > 0) await change(database, round);
              if (round > 0 && marks) await database.query(`DELETE FROM orders WHERE id % 23 = ${round}`);
              if (keeps) former = (await database.query<Row>(`${asText} FROM expected`)).map(toLine).sort();
              await expectRows(database, mode, round);
              kills += await syncUnderKills(lab, connectionId, victim, killsPerCase - kills);
            }
            expect(kills).toBe(killsPerCase);
            const found = await readers[destination](place, marks ? "WHERE _sluice_deleted_at IS NULL" : "");
            const taken = refuses ? `WHERE NOT (${isRefused})` : "";
            const wanted = (await database.query<Row>(`${asText} FROM expected ${taken}`)).map(toLine).sort();
            expect(found.length).toBe(wanted.length);
            expect(firstDifference(found.sort(), wanted)).toBeNull();
            if (refuses)
              expect((await readQuarantine(place)).sort()).toEqual(
                (await database.query<Row>(refusedRows)).map(toLine).sort(),
              );
            if (keeps) {
              const kept = await readKept(place);
              expect(kept.length).toBe(former.length);
              expect(firstDifference(kept.sort(), former)).toBeNull();
            }
            if (mode === "incremental_deduped_history")
              expect(await brokenChains[destination](place)).toEqual({
                twice: 0,
                torn: 0,
                active: wanted.length,
              });
          },
        );
      }
    }
  }
});

type Row = Record<string, string | null>;

/** One run to its green end, with up to `most` kills in it; returns how many there were. */
async function syncUnderKills(
  lab: SyncLab,
  connectionId: string,
  victim: "worker" | "console",
  most: number,
): Promise<number> {
  const runId = await lab.sync(connectionId);
  let kills = 0;
  while (kills < most) {
    await pause(Math.random() * longestWaitMs);
    if ((await lab.run(runId)).endedAt !== null) break;
    if (victim === "worker") {
      if (lab.killWorkers()) kills++;
    } else {
      await lab.killHost();
      await lab.startHost();
      kills++;
    }
  }
  const run = await lab.until(runId);
  if (run.status !== "succeeded")
    throw new Error(
      `Run ${run.number} ${run.status}: ${JSON.stringify(run.failure)}\n${await lab.logs(runId)}`,
    );
  return kills;
}

/** New rows, and newer versions of old ones; some of both at the same instant as the newest row before. */
async function change(database: TestDatabase, round: number): Promise<void> {
  await database.query(
    `INSERT INTO orders SELECT ${round} * 1000000 + i, 1, (SELECT max(updated_at) FROM orders) + make_interval(secs => i / 50), 'round ${round}'
     FROM generate_series(0, 20000) i`,
  );
  await database.query(
    `UPDATE orders SET version = version + 1, updated_at = (SELECT max(updated_at) FROM orders) + interval '1 second'
     WHERE id % 17 = ${round} AND id <= ${rowsAtFirst}`,
  );
}

/** What the destination should hold after the run that comes now. */
async function expectRows(database: TestDatabase, mode: SyncMode, round: number): Promise<void> {
  if (mode === "full_refresh_overwrite" || mode === "incremental_deduped_history")
    await database.query("TRUNCATE expected");
  const onlyNew = mode === "incremental_append" && round > 0;
  await database.query(
    `INSERT INTO expected SELECT * FROM orders ${onlyNew ? "EXCEPT SELECT * FROM expected" : ""}`,
  );
}

type DestinationId = "postgres" | "mysql" | "duckdb" | "local-files";

function casesOf(destination: DestinationId): Case[] {
  switch (destination) {
    case "postgres":
    case "mysql":
      return cases;
    case "duckdb": // knows no savepoints, to find out what a table refuses; a swap is one transaction
      return cases.filter(({ refuses, keeps }) => !refuses && !keeps);
    case "local-files": // take no newer version of a row, no marks, and keep no generations
      return cases.filter(
        ({ mode, marks, refuses, keeps }) =>
          mode !== "incremental_deduped_history" && !marks && !refuses && !keeps,
      );
  }
}

interface Place {
  lab: SyncLab;
  database: TestDatabase;
  /** Where it is the destination. */
  mysql: MySqlTestDatabase | null;
  name: string;
}

function mysqlOf({ mysql }: Place): MySqlTestDatabase {
  if (!mysql) throw new Error("MySQL is not the destination.");
  return mysql;
}

async function makeRefusingTable({ database, mysql }: Place): Promise<void> {
  if (mysql) await mysql.query(refusingMySqlTable);
  else await database.query(`CREATE SCHEMA target; ${refusingTable}`);
}

async function readQuarantine({ database, mysql }: Place): Promise<string[]> {
  const rows = mysql ? await mysql.query(quarantinedInMySql) : await database.query<Row>(quarantined);
  return rows.map(toLine);
}

const isKept = "table_name LIKE '\\_sluice\\_kept\\_%'";

/** What the one former generation holds. */
async function readKept({ database, mysql }: Place): Promise<string[]> {
  if (mysql) {
    const names = await mysql.query(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND ${isKept}`,
    );
    expect(names).toHaveLength(1);
    return (await mysql.query(`SELECT ${columns.join(", ")} FROM ${names[0]?.name ?? ""}`)).map(toLine);
  }
  const names = await database.query<Row>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'target' AND ${isKept}`,
  );
  expect(names).toHaveLength(1);
  return (await database.query<Row>(`${asText} FROM target."${names[0]?.name ?? ""}"`)).map(toLine);
}

const readers: Record<DestinationId, (place: Place, where: string) => Promise<string[]>> = {
  postgres: readPostgres,
  mysql: readMySql,
  duckdb: readDuckdb,
  "local-files": readFiles,
};

/** Versions that are there twice, versions that do not end where the next one starts, and versions that hold now. */
const chainsSqlOf = (table: string, isSame: string) => `
  SELECT CAST(count(*) - count(DISTINCT concat(id, ' ', version)) AS INTEGER) AS twice,
         CAST(sum(CASE WHEN NOT (_airbyte_end_at ${isSame} next_start) OR _airbyte_active_row <> CASE WHEN next_start IS NULL THEN 1 ELSE 0 END THEN 1 ELSE 0 END) AS INTEGER) AS torn,
         CAST(sum(_airbyte_active_row) AS INTEGER) AS active
    FROM (SELECT id, version, _airbyte_end_at, _airbyte_active_row, lead(_airbyte_start_at) OVER (PARTITION BY id ORDER BY version) AS next_start FROM ${table}) AS chained`;
const chainsSql = chainsSqlOf("target.orders_scd", "IS NOT DISTINCT FROM");

interface Chains extends Record<string, unknown> {
  twice: number;
  torn: number;
  active: number;
}

const brokenChains: Record<DestinationId, (place: Place) => Promise<Chains | null>> = {
  postgres: async ({ database }) => (await database.query<Chains>(chainsSql))[0] ?? null,
  mysql: async (place) => {
    const [row] = await mysqlOf(place).query(chainsSqlOf("orders_scd", "<=>"));
    return row ? { twice: Number(row.twice), torn: Number(row.torn), active: Number(row.active) } : null;
  },
  duckdb: async (place) => ((await queryDuckdb(place, chainsSql))[0] as Chains | undefined) ?? null,
  "local-files": () => Promise.resolve(null),
};

function destinationOf(
  connector: DestinationId,
  { database, mysql, name }: Place,
): { connector: DestinationId; config: JsonObject } {
  switch (connector) {
    case "duckdb":
      return { connector, config: { destination_path: `${name}.duckdb`, schema: "target" } };
    case "local-files":
      return { connector, config: { destination_path: name } };
    case "postgres":
      return { connector, config: connectorConfigOf(database.url, { schema: "target" }) };
    case "mysql": {
      const { hostname, port, username, password } = new URL(mysql?.url ?? "");
      const account = { username, ...(password ? { password: decodeURIComponent(password) } : {}) };
      return {
        connector,
        config: { host: hostname, port: Number(port || 3306), database: mysql?.name ?? "", ...account },
      };
    }
  }
}

async function readPostgres({ database }: Place, where: string): Promise<string[]> {
  return (await database.query<Row>(`${asText} FROM target.orders ${where}`)).map(toLine);
}

async function readMySql(place: Place, where: string): Promise<string[]> {
  return (await mysqlOf(place).query(`SELECT ${columns.join(", ")} FROM orders ${where}`)).map(toLine);
}

async function readDuckdb(place: Place, where: string): Promise<string[]> {
  const rows = await queryDuckdb(
    place,
    `SELECT id::text AS id, version::text AS version, strftime(updated_at, '%Y-%m-%d %H:%M:%S.%f') AS updated_at, note FROM target.orders ${where}`,
  );
  return rows.map((row) => toLine(row as Row));
}

async function queryDuckdb({ lab, name }: Place, sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(path.join(lab.localFilesDir, `${name}.duckdb`), {
    access_mode: "READ_ONLY",
  });
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(sql)).getRowObjectsJS();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

async function readFiles({ lab, name }: Place): Promise<string[]> {
  const rows = await readLocalFiles(path.join(lab.localFilesDir, name, "default"), "orders");
  return rows.map(({ updated_at, ...row }) => toLine({ ...row, updated_at: asTimestamp(updated_at ?? "") }));
}

/** As `to_char` writes it: `2026-01-01T00:00:01.5` becomes `2026-01-01 00:00:01.500000`. */
function asTimestamp(text: string): string {
  const [seconds = "", fraction = ""] = text.replace("T", " ").split(".");
  return `${seconds}.${fraction.padEnd(6, "0")}`;
}

function toLine(row: Row): string {
  return columns.map((column) => row[column] ?? "null").join("|");
}

function firstDifference(found: string[], wanted: string[]): string | null {
  const index = wanted.findIndex((line, place) => found[place] !== line);
  return index < 0
    ? null
    : `at ${index}: found ${found[index] ?? "nothing"}, wanted ${wanted[index] ?? "nothing"}`;
}
