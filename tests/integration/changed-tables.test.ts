import { afterEach, beforeEach, expect, it } from "vitest";
import type { JsonObject } from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import type { SyncMode } from "@/lib/sync/modes";
import { hurriedClock, syncInProcess } from "../support/engine-sync";
import { createMySqlDatabase, describeWithMySql, mysqlConfigOf } from "../support/mysql";
import { connectorConfigOf, createTestDatabase, describeWithPostgres } from "../support/postgres";

const rows = 3000;
/** What earlier runs had brought. */
const before = 10;

interface Target {
  connector: string;
  config: JsonObject;
  query(sql: string): Promise<Record<string, unknown>[]>;
  drop(): Promise<void>;
}

/** What somebody may do to a table that is being written to, between two commits. */
const changes = {
  "a column is dropped": "ALTER TABLE users DROP COLUMN email",
  "the table is dropped": "DROP TABLE users",
  "a view takes its place": "ALTER TABLE users RENAME TO theirs; CREATE VIEW users AS SELECT * FROM theirs",
};
type Change = keyof typeof changes;

/** The table ends with this many rows and as many values, or the sync red with what to do. */
type End = number | RegExp;

const noTable = /is no table but a view.*Drop or rename it/;
const refresh = /refresh the schema, then run again/i;
const refreshStream = /dropped while the sync ran.*Refresh the stream/;

const ends: [SyncMode, Change, End][] = [
  ["full_refresh_overwrite", "a column is dropped", rows],
  ["full_refresh_overwrite", "the table is dropped", rows],
  ["full_refresh_overwrite", "a view takes its place", noTable],
  ["full_refresh_append", "a column is dropped", refresh],
  ["full_refresh_append", "the table is dropped", refresh],
  ["incremental_deduped_history", "a column is dropped", refreshStream],
  ["incremental_deduped_history", "the table is dropped", refreshStream],
  ["incremental_deduped_history", "a view takes its place", noTable],
];

function describeChanges(openTarget: () => Promise<Target>, more: typeof ends): void {
  let target: Target;
  let ctx: TestContext;
  beforeEach(async () => {
    [target, ctx] = await Promise.all([openTarget(), createTestContext({ clock: hurriedClock })]);
  });
  afterEach(() => Promise.all([target.drop(), ctx.dispose()]));

  it.each([...ends, ...more])(
    "is repaired, or ends %s red with what to do: %s",
    async (syncMode, change, end) => {
      const { connector, config } = target;
      const sync = (count: number, onCommit?: (commits: number) => Promise<void>) =>
        syncInProcess(
          {
            source: {
              connector: "sample",
              config: { count, records_per_slice: 1000, always_updated: false },
            },
            destination: { connector, config },
            syncMode,
            name: "users",
            cursorField: "updated_at",
            ...(onCommit ? { onCommit } : {}),
          },
          ctx,
        );
      expect(await sync(before)).toMatchObject({ status: "succeeded", rowsWritten: before });
      const { status, failure } = await sync(rows, async (commits) => {
        if (commits === 1) await target.query(changes[change]);
      });
      if (end instanceof RegExp) {
        expect({ status, kind: failure?.kind }).toEqual({ status: "failed", kind: "config" });
        expect(failure?.message).toMatch(end);
      } else {
        expect(status).toBe("succeeded");
        const [counted] = await target.query("SELECT COUNT(*) AS n, COUNT(email) AS emails FROM users");
        expect(counted).toEqual({ n: String(end), emails: String(end) });
      }
    },
  );
}

describeWithPostgres(
  "a table of PostgreSQL that is changed while a sync writes to it",
  { timeout: 60_000 },
  () => {
    describeChanges(async () => {
      const database = await createTestDatabase("changed");
      return {
        connector: "postgres",
        config: connectorConfigOf(database.url, { schema: "public" }),
        query: (sql) => database.query(sql),
        drop: () => database.drop(),
      };
    }, [["full_refresh_append", "a view takes its place", noTable]]);
  },
);

describeWithMySql("a table of MySQL that is changed while a sync writes to it", { timeout: 60_000 }, () => {
  describeChanges(async () => {
    const database = await createMySqlDatabase("changed");
    const url = new URL(database.url);
    return {
      connector: "mysql",
      config: mysqlConfigOf(url),
      query: (sql) => database.query(sql),
      drop: () => database.drop(),
    };
    // Such a view takes rows, which are then in the table behind it.
  }, [["full_refresh_append", "a view takes its place", before + rows]]);
});
