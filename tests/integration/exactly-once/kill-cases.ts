import { afterAll, afterEach, beforeAll, beforeEach, expect, it, onTestFailed } from "vitest";
import type { JsonObject } from "@/connectors/sdk";
import type { SyncMode } from "@/lib/sync/modes";
import { syncUnderKills } from "../../support/kills";
import {
  connectorConfigOf,
  createTestDatabase,
  describeWithPostgres,
  type TestDatabase,
} from "../../support/postgres";
import { SyncLab } from "../../support/sync-lab";

const rowsAtFirst = 100_000;
/** Of 44 cases: 176 kills, 152 of them with a destination that has transactions. */
const killsPerCase = 4;
const longestWaitMs = 700;
const columns = ["id", "version", "updated_at", "note"];

export interface KillCase {
  mode: SyncMode;
  /** Rows go at the source, too, and are marked at the destination. */
  marks?: boolean;
  /** The table refuses some rows, which wait in the quarantine. */
  refuses?: boolean;
  /** Former generations stay beside the table. */
  keeps?: boolean;
}

export const killCases: KillCase[] = [
  { mode: "full_refresh_overwrite" },
  { mode: "full_refresh_overwrite", keeps: true },
  { mode: "full_refresh_overwrite", marks: true },
  { mode: "full_refresh_append" },
  { mode: "incremental_append" },
  { mode: "incremental_append", refuses: true },
  { mode: "incremental_deduped_history" },
];

/** A row's columns as texts; times as "2026-01-01 00:00:01.500000". */
export type Row = Record<string, string | null>;

/** Versions that are there twice, versions that do not end where the next one starts, and versions that hold now. */
export interface Chains {
  twice: number;
  torn: number;
  active: number;
}

/** A destination under test, made anew for each case; everything in it goes by a table "orders". */
export interface KilledDestination {
  connector: string;
  config: JsonObject;
  /** Rows of the table that are not marked as deleted, where `marks`. */
  readRows: (options: { marks: boolean }) => Promise<Row[]>;
  /** Makes a table that refuses the rows of `refusedRows`. Given for the cases that refuse. */
  makeRefusingTable?: () => Promise<void>;
  /** `id` and `version` of what waits there. Given for the cases that refuse. */
  readQuarantine?: () => Promise<Row[]>;
  /** Rows of the one former generation. Given for the cases that keep. */
  readKept?: () => Promise<Row[]>;
  /** Given for the cases with history. */
  readChains?: () => Promise<Chains>;
  drop?: () => Promise<void>;
}

export interface Ground {
  lab: SyncLab;
  /** Holds the source, and may hold the destination. */
  database: TestDatabase;
  /** One for each case. */
  name: string;
}

/** The rows a refusing table does not take, as a condition on `id`. */
export const refusedRows = "id % 10000 = 0";

/** What reads rows from PostgreSQL as `Row`. */
export const rowAsTexts =
  "SELECT id::text, version::text, to_char(updated_at, 'YYYY-MM-DD HH24:MI:SS.US') AS updated_at, note";

/**
 * Kills workers, or the whole console, at random moments of real syncs, lets them resume by themselves, and holds the
 * destination against the source row by row: nothing lost, nothing doubled, nothing green and wrong.
 */
export function describeKills(
  destination: string,
  cases: KillCase[],
  make: (ground: Ground) => Promise<KilledDestination> | KilledDestination,
): void {
  describeWithPostgres(`a sync into ${destination} that is killed at random moments`, () => {
    let lab: SyncLab;
    let database: TestDatabase;
    let place: KilledDestination | undefined;
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
      await place?.drop?.();
      place = undefined;
    });

    for (const { mode, marks = false, refuses = false, keeps = false } of cases) {
      const name = `${mode}${marks ? "-marks" : ""}${refuses ? "-refuses" : ""}${keeps ? "-keeps" : ""}`;
      for (const victim of ["worker", "console"] as const) {
        it(
          `leaves it as it should be: ${name}, ${victim} killed ${killsPerCase} times`,
          { timeout: 180_000 },
          async () => {
            place = await make({ lab, database, name: `${name}-${victim}` });
            if (refuses) await given(place.makeRefusingTable)();
            const connectionId = await lab.connect({
              source: {
                connector: "postgres",
                config: connectorConfigOf(database.url, { schemas: ["public"] }),
              },
              destination: place,
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
            let former: Row[] = [];
            for (let round = 0; kills < killsPerCase || round < 2; round++) {
              if (round > 0) await change(database, round);
              if (round > 0 && marks) await database.query(`DELETE FROM orders WHERE id % 23 = ${round}`);
              if (keeps) former = await readExpected(database);
              await expectRows(database, mode, round);
              kills += await syncUnderKills(lab, connectionId, {
                victim,
                most: killsPerCase - kills,
                longestWaitMs,
              });
            }
            expect(kills).toBe(killsPerCase);
            const wanted = await readExpected(database, refuses ? `WHERE NOT (${refusedRows})` : "");
            expectSame(await place.readRows({ marks }), wanted);
            if (refuses)
              expectSame(
                await given(place.readQuarantine)(),
                await readExpected(database, `WHERE ${refusedRows}`),
                ["id", "version"],
              );
            if (keeps) expectSame(await given(place.readKept)(), former);
            if (mode === "incremental_deduped_history" && place.readChains)
              expect(await place.readChains()).toEqual({ twice: 0, torn: 0, active: wanted.length });
          },
        );
      }
    }
  });
}

function given<T>(part: T | undefined): T {
  if (!part) throw new Error("The destination does not say how such a case is judged.");
  return part;
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

/** Notes what the destination should hold after the run that comes now. */
async function expectRows(database: TestDatabase, mode: SyncMode, round: number): Promise<void> {
  if (mode === "full_refresh_overwrite" || mode === "incremental_deduped_history")
    await database.query("TRUNCATE expected");
  const onlyNew = mode === "incremental_append" && round > 0;
  await database.query(
    `INSERT INTO expected SELECT * FROM orders ${onlyNew ? "EXCEPT SELECT * FROM expected" : ""}`,
  );
}

async function readExpected(database: TestDatabase, where = ""): Promise<Row[]> {
  return database.query<Row>(`${rowAsTexts} FROM expected ${where}`);
}

/** In any order. Says the first difference alone: a hundred thousand rows are no message. */
function expectSame(found: Row[], wanted: Row[], of: string[] = columns): void {
  const [there, due] = [found, wanted].map((rows) =>
    rows.map((row) => of.map((column) => row[column] ?? "null").join("|")).sort(),
  ) as [string[], string[]];
  const index = due.findIndex((line, place) => there[place] !== line);
  const difference =
    index < 0 ? null : `at ${index}: found ${there[index] ?? "nothing"}, wanted ${due[index] ?? "nothing"}`;
  expect({ rows: there.length, difference }).toEqual({ rows: due.length, difference: null });
}
