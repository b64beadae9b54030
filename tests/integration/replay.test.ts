import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { listCheckpoints } from "@/lib/connections/state";
import { db } from "@/lib/db";
import { ConflictError } from "@/lib/errors";
import { listQuarantined, replayQuarantined } from "@/lib/quarantine/service";
import { SyncLab, type ConnectionRequest } from "../support/sync-lab";
import {
  connectorConfigOf,
  createTestDatabase,
  describeWithPostgres,
  type TestDatabase,
} from "../support/postgres";

let lab: SyncLab;
let database: TestDatabase;

function connect(syncMode: ConnectionRequest["streams"][0]["syncMode"]): Promise<string> {
  return lab.connect({
    source: { connector: "postgres", config: connectorConfigOf(database.url, { schemas: ["shop"] }) },
    destination: { connector: "postgres", config: connectorConfigOf(database.url, { schema: "warehouse" }) },
    streams: [{ namespace: "shop", name: "orders", syncMode, cursorField: ["id"] }],
  });
}

const waiting = async (connectionId: string) =>
  (await listQuarantined(lab.scope, connectionId, { limit: 1000 })).map(({ row, reason }) => ({
    id: row?.id,
    reason,
  }));

const replay = async (connectionId: string) => lab.until(await lab.sync(connectionId, { kind: "replay" }));

const idsFrom = async (id: number) =>
  (await database.query<{ id: number }>(`SELECT id FROM warehouse.orders WHERE id >= ${id} ORDER BY id`)).map(
    (row) => row.id,
  );

/** A connection with rows in its table, and three that its table refuses. */
async function withThreeWaiting(syncMode: ConnectionRequest["streams"][0]["syncMode"]): Promise<string> {
  const connectionId = await connect(syncMode);
  await lab.until(await lab.sync(connectionId));
  await database.query("ALTER TABLE warehouse.orders ADD CONSTRAINT small CHECK (amount < 1000)");
  await database.query("INSERT INTO shop.orders VALUES (500, 5000), (501, 6000), (502, 7000)");
  await lab.until(await lab.sync(connectionId));
  expect(await waiting(connectionId)).toHaveLength(3);
  return connectionId;
}

describeWithPostgres("the rows that wait in the quarantine", () => {
  beforeAll(async () => {
    lab = await SyncLab.start();
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    database = await createTestDatabase("replay");
    await database.query("CREATE SCHEMA shop");
    await database.query("CREATE TABLE shop.orders (id int PRIMARY KEY, amount numeric)");
    await database.query("INSERT INTO shop.orders SELECT n, n FROM generate_series(1, 10) n");
  });
  afterEach(() => database.drop());

  it.each(["full_refresh_append", "incremental_append", "incremental_deduped_history"] as const)(
    "are written once by a run of their own, counted and verified (%s)",
    async (syncMode) => {
      const connectionId = await withThreeWaiting(syncMode);
      await database.query("ALTER TABLE warehouse.orders DROP CONSTRAINT small");
      const checkpoints = await listCheckpoints(lab.scope, connectionId, { limit: 100, offset: 0 });
      const generations = await db().streamGeneration.findMany({ where: { connectionId } });
      expect(await replay(connectionId)).toMatchObject({
        kind: "replay",
        status: "succeeded",
        rowsRead: 3n,
        rowsWritten: 3n,
        streams: [{ name: "orders", verified: true, verifiedRows: 3n, quarantined: 0n }],
      });
      expect(await idsFrom(500)).toEqual([500, 501, 502]);
      expect(await waiting(connectionId)).toEqual([]);
      expect(await replay(connectionId)).toMatchObject({ status: "succeeded", rowsRead: 0n, streams: [] });
      expect(await idsFrom(500)).toEqual([500, 501, 502]);
      expect(await listCheckpoints(lab.scope, connectionId, { limit: 100, offset: 0 })).toEqual(checkpoints);
      expect(await db().streamGeneration.findMany({ where: { connectionId } })).toEqual(generations);
    },
  );

  it("stay where they still cannot be written, with the reason that holds now", async () => {
    const connectionId = await withThreeWaiting("full_refresh_append");
    await database.query("ALTER TABLE warehouse.orders DROP CONSTRAINT small");
    await database.query("ALTER TABLE warehouse.orders ADD CONSTRAINT not_500 CHECK (id <> 500)");
    const run = await replay(connectionId);
    expect(run).toMatchObject({
      status: "succeeded",
      streams: [{ rowsRead: 3n, rowsWritten: 2n, quarantined: 1n, verified: true }],
    });
    expect(await lab.logs(run.id)).toMatch(/2 rows from the quarantine were written .* 1 still cannot/);
    const [left, ...others] = await listQuarantined(lab.scope, connectionId, { limit: 10 });
    expect(others).toEqual([]);
    expect(left).toMatchObject({
      row: { id: "500", amount: "5000" },
      reason: expect.stringMatching(/not_500/),
      syncId: run.number,
    });
    await replay(connectionId);
    const [still] = await listQuarantined(lab.scope, connectionId, { limit: 10 });
    expect(still).toEqual(left);
  });

  it("are all looked at, however many, and none twice", async () => {
    const connectionId = await withThreeWaiting("incremental_append");
    await database.query("INSERT INTO shop.orders SELECT n, 5000 FROM generate_series(600, 1209) n");
    await lab.until(await lab.sync(connectionId));
    await database.query("ALTER TABLE warehouse.orders DROP CONSTRAINT small");
    await database.query("ALTER TABLE warehouse.orders ADD CONSTRAINT even CHECK (id < 500 OR id % 2 = 0)");
    expect(await replay(connectionId)).toMatchObject({
      status: "succeeded",
      streams: [{ rowsRead: 613n, rowsWritten: 307n, quarantined: 306n, verified: true }],
    });
    expect(await idsFrom(500)).toHaveLength(307);
    expect(await waiting(connectionId)).toHaveLength(306);
  });

  it("go into a table that a sync would replace, beside what it shows", async () => {
    const connectionId = await connect("full_refresh_overwrite");
    await lab.until(await lab.sync(connectionId));
    await database.query(
      "ALTER TABLE warehouse.orders ADD CONSTRAINT small CHECK (amount < 1000), ADD CONSTRAINT kept UNIQUE (id)",
    );
    await database.query("INSERT INTO shop.orders VALUES (500, 5000)");
    const run = await lab.until(await lab.sync(connectionId));
    expect(run.streams).toMatchObject([{ quarantined: 1n, verified: true }]);
    await database.query("ALTER TABLE warehouse.orders DROP CONSTRAINT small");
    expect(await replay(connectionId)).toMatchObject({ status: "succeeded", rowsWritten: 1n });
    expect(await idsFrom(1)).toHaveLength(11);
    const generations = await database.query(
      "SELECT DISTINCT _airbyte_generation_id::int FROM warehouse.orders",
    );
    expect(generations).toHaveLength(1);
  });

  it("wait until another run has ended", async () => {
    const connectionId = await connect("full_refresh_append");
    await lab.until(await lab.sync(connectionId));
    const active = { activeConnectionId: connectionId };
    await db().run.updateMany({ where: { connectionId }, data: active });
    const refused = replayQuarantined(lab.scope, { connectionId, trigger: "manual" });
    await expect(refused).rejects.toBeInstanceOf(ConflictError);
    await db().run.updateMany({ where: active, data: { activeConnectionId: null } });
  });
});
