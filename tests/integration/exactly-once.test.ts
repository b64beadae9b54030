import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, onTestFailed } from "vitest";
import type { JsonObject } from "@/connectors/sdk";
import type { SyncMode } from "@/lib/sync/modes";
import {
  connectorConfigOf,
  createTestDatabase,
  describeWithPostgres,
  type TestDatabase,
} from "../support/postgres";
import { readLocalFiles } from "../support/local-files";
import { pause, SyncLab } from "../support/sync-lab";

const rowsAtFirst = 150_000;
const killsPerCase = 4;
const longestWaitMs = 700;
const columns = ["id", "version", "updated_at", "note"];
const asText =
  "SELECT id::text, version::text, to_char(updated_at, 'YYYY-MM-DD HH24:MI:SS.US') AS updated_at, note";

const modes: SyncMode[] = [
  "full_refresh_overwrite",
  "full_refresh_append",
  "incremental_append",
  "incremental_deduped_history",
];

/**
 * Kills workers, or the whole console, at random moments of real syncs, lets them resume by themselves, and holds the
 * destination against the source row by row: nothing lost, nothing doubled, nothing green and wrong.
 */
describeWithPostgres("a sync that is killed at random moments", () => {
  let lab: SyncLab;
  let database: TestDatabase;
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
  afterEach(() => database.drop());

  for (const destination of ["postgres", "duckdb", "local-files"] as const) {
    for (const mode of modesOf(destination)) {
      for (const victim of ["worker", "console"] as const) {
        it(
          `leaves ${destination} as it should be: ${mode}, ${victim} killed ${killsPerCase} times`,
          { timeout: 180_000 },
          async () => {
            const connectionId = await lab.connect({
              source: {
                connector: "postgres",
                config: connectorConfigOf(database.url, { schemas: ["public"] }),
              },
              destination: destinationOf(destination, database.url, `${mode}-${victim}`),
              streams: [{ namespace: "public", name: "orders", syncMode: mode, cursorField: ["updated_at"] }],
            });
            let kills = 0;
            for (let round = 0; kills < killsPerCase || round < 2; round++) {
              if (round > 0) await change(database, round);
              await expectRows(database, mode, round);
              kills += await syncUnderKills(lab, connectionId, victim, killsPerCase - kills);
            }
            expect(kills).toBe(killsPerCase);
            const found = await readers[destination](lab, database, `${mode}-${victim}`);
            const wanted = (await database.query<Row>(`${asText} FROM expected`)).map(toLine).sort();
            expect(found.length).toBe(wanted.length);
            expect(firstDifference(found.sort(), wanted)).toBeNull();
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

type DestinationId = "postgres" | "duckdb" | "local-files";

/** Files take no newer version of a row. */
function modesOf(destination: DestinationId): SyncMode[] {
  return destination === "local-files"
    ? modes.filter((mode) => mode !== "incremental_deduped_history")
    : modes;
}

const readers: Record<
  DestinationId,
  (lab: SyncLab, database: TestDatabase, name: string) => Promise<string[]>
> = {
  postgres: (_, database) => readPostgres(database),
  duckdb: (lab, _, name) => readDuckdb(lab, name),
  "local-files": (lab, _, name) => readFiles(lab, name),
};

function destinationOf(
  connector: DestinationId,
  url: string,
  name: string,
): { connector: DestinationId; config: JsonObject } {
  switch (connector) {
    case "duckdb":
      return { connector, config: { destination_path: `${name}.duckdb`, schema: "target" } };
    case "local-files":
      return { connector, config: { destination_path: name } };
    case "postgres":
      return { connector, config: connectorConfigOf(url, { schema: "target" }) };
  }
}

async function readPostgres(database: TestDatabase): Promise<string[]> {
  return (await database.query<Row>(`${asText} FROM target.orders`)).map(toLine);
}

async function readDuckdb(lab: SyncLab, name: string): Promise<string[]> {
  const instance = await DuckDBInstance.create(path.join(lab.localFilesDir, `${name}.duckdb`), {
    access_mode: "READ_ONLY",
  });
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(
    "SELECT id::text AS id, version::text AS version, strftime(updated_at, '%Y-%m-%d %H:%M:%S.%f') AS updated_at, note FROM target.orders",
  );
  const lines = reader.getRowObjectsJS().map((row) => toLine(row as Row));
  connection.closeSync();
  instance.closeSync();
  return lines;
}

async function readFiles(lab: SyncLab, name: string): Promise<string[]> {
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
