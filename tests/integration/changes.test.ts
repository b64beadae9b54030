import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { JsonObject } from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import type { SyncMode } from "@/lib/sync/modes";
import { hurriedClock, syncInProcess, type EngineOutcome } from "../support/engine-sync";
import { createMySqlDatabase, describeWithMySql, mysqlConfigOf } from "../support/mysql";
import { connectorConfigOf, createTestDatabase, describeWithPostgres } from "../support/postgres";
import { TcpProxy } from "../support/tcp-proxy";

const rows = 20_000;

interface Database {
  url: string;
  query(sql: string): Promise<Record<string, unknown>[]>;
  drop(): Promise<void>;
}

interface Kind {
  connector: "postgres" | "mysql";
  create(): Promise<Database>;
  config(url: URL, schema: string): JsonObject;
  /** Numbers 1 to `rows` as `i`. */
  numbers: string;
  retype: string;
  /** A statement of a change waits for the sync's locks. */
  waiting: string;
}

const postgres: Kind = {
  connector: "postgres",
  create: () => createTestDatabase("changes"),
  config: (url, schema) => connectorConfigOf(url.toString(), { schema }),
  numbers: `generate_series(1, ${rows}) i`,
  retype: "ALTER TABLE orders ALTER COLUMN version TYPE text USING 'v' || version",
  waiting:
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query ~ '^(ALTER|DROP)'",
};

const mysql: Kind = {
  connector: "mysql",
  create: () => createMySqlDatabase("changes"),
  config: mysqlConfigOf,
  numbers: `(WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) SELECT a.i + 1000 * (b.i - 1) AS i FROM n a JOIN n b ON b.i <= ${rows / 1000}) numbers`,
  retype: "ALTER TABLE orders MODIFY version text",
  waiting:
    "SELECT 1 FROM information_schema.processlist WHERE db = DATABASE() AND state LIKE 'Waiting for table metadata lock%'",
};

const table = "CREATE TABLE orders (id bigint PRIMARY KEY, version int, note text)";

/** A name in the messages below: what is done, and how the run may end beside being green and right. */
const changes = (kind: Kind): Record<string, { sql: string[]; red: RegExp }> => ({
  "a column is dropped": {
    sql: ["ALTER TABLE orders DROP COLUMN note"],
    red: /column "note"|note.*refresh/i,
  },
  "a column is added": { sql: ["ALTER TABLE orders ADD COLUMN extra int DEFAULT 7"], red: /never/ },
  "a column is retyped": { sql: [kind.retype], red: /version.*refresh the schema/i },
  "the table is dropped": { sql: ["DROP TABLE orders"], red: /dropped|does not exist|doesn't exist/ },
  "the table is dropped and made anew, with fewer rows": {
    sql: ["DROP TABLE orders", table, "INSERT INTO orders VALUES (1, 1, 'new')"],
    red: /dropped|does not exist|doesn't exist/,
  },
});

for (const kind of [postgres, mysql]) {
  const describeHere = kind === mysql ? describeWithMySql : describeWithPostgres;
  describeHere(
    `a ${kind.connector} database that changes in the middle of a run`,
    { timeout: 60_000 },
    () => {
      let source: Database;
      let target: Database;
      let toSource: TcpProxy;
      let toTarget: TcpProxy;
      let ctx: TestContext;
      beforeEach(async () => {
        [source, target] = [await kind.create(), await createTestDatabase("changes")];
        await source.query(table);
        await source.query(
          `INSERT INTO orders SELECT i, i % 7, repeat(md5(cast(i AS char(20))), 4) FROM ${kind.numbers}`,
        );
        [toSource, toTarget] = [await TcpProxy.start(source.url), await TcpProxy.start(target.url)];
        ctx = await createTestContext({ clock: hurriedClock });
      });
      afterEach(async () => {
        await Promise.all([toSource.stop(), toTarget.stop()]);
        await Promise.all([source.drop(), target.drop(), ctx.dispose()]);
      });

      describe.each(["full_refresh_overwrite", "incremental_append"] as const)(
        "as a source of %s",
        (syncMode) => {
          it.each(Object.entries(changes(kind)))(
            "is read as it is then, or red, where %s",
            async (_name, change) => {
              const outcome = await syncWhile(syncMode, async () => {
                if (hasCheckpoints(syncMode)) await untilCheckpoint();
                const changing = apply(source, change.sql);
                await untilWaits();
                toSource.cut();
                await changing;
              });
              await expectHonest(outcome, syncMode, change.red);
            },
          );
        },
      );

      async function syncWhile(
        syncMode: "full_refresh_overwrite" | "incremental_append",
        change: () => Promise<void>,
      ): Promise<EngineOutcome> {
        toSource.throttle(600_000);
        let changed: Promise<void> | null = null;
        const outcome = await syncInProcess(
          {
            source: { connector: kind.connector, config: kind.config(toSource.urlOf(source.url), "public") },
            destination: {
              connector: "postgres",
              config: connectorConfigOf(toTarget.urlOf(target.url).toString(), { schema: "out" }),
            },
            syncMode,
            name: "orders",
            ...(syncMode === "incremental_append" ? { cursorField: "id" } : {}),
            onEvent: (event) => {
              if (event.type !== "progress" || event.rowsRead === 0 || changed) return;
              changed = change().finally(() => toSource.throttle(Infinity));
            },
          },
          ctx,
        );
        expect(changed).not.toBeNull();
        await changed;
        return outcome;
      }

      async function untilWaits(): Promise<void> {
        await expect
          .poll(async () => (await source.query(kind.waiting)).length, { timeout: 20_000, interval: 20 })
          .toBeGreaterThan(0);
      }

      /** A small table of PostgreSQL is read at one go where it is read as a whole. */
      const hasCheckpoints = (syncMode: SyncMode) => kind === mysql || syncMode === "incremental_append";

      async function untilCheckpoint(): Promise<void> {
        const committed = `SELECT 1 FROM out._sluice_checkpoints WHERE feed_id LIKE 'stream:%' AND checkpoint IS NOT NULL`;
        await expect
          .poll(async () => (await target.query(committed)).length, { timeout: 20_000, interval: 20 })
          .toBeGreaterThan(0);
      }

      async function expectHonest(outcome: EngineOutcome, syncMode: SyncMode, red: RegExp): Promise<void> {
        if (outcome.status === "failed") {
          expect(outcome.failure).toMatchObject({ kind: "config", message: expect.stringMatching(red) });
          return;
        }
        const [wanted, found] = [await idsIn(source, "orders"), await idsIn(target, "out.orders")];
        expect(outcome).toMatchObject({ status: "succeeded" });
        const kept = new Set(found);
        // What was appended before the table went away stays.
        if (syncMode === "incremental_append") expect(wanted.filter((id) => !kept.has(id))).toEqual([]);
        else expect(found).toEqual(wanted);
        expect(kept.size).toBe(found.length);
      }
    },
  );
}

async function apply(database: Database, statements: string[]): Promise<void> {
  for (const sql of statements) await database.query(sql);
}

async function idsIn(database: Database, table: string): Promise<string[]> {
  return (await database.query(`SELECT id FROM ${table} ORDER BY id`)).map(({ id }) => String(id));
}
