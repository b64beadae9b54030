import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { listCheckpoints, getState } from "@/lib/connections/state";
import { getConnection } from "@/lib/connections/service";
import { db } from "@/lib/db";
import { ConflictError } from "@/lib/errors";
import { listQuarantined } from "@/lib/quarantine/service";
import { clearSample } from "@/lib/runs/sample";
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

const count = async (table: string) =>
  (await database.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`))[0]?.n;

/** All that a connection's next run goes by. */
async function memoryOf(connectionId: string) {
  return {
    states: await getState(lab.scope, connectionId),
    checkpoints: await listCheckpoints(lab.scope, connectionId, { limit: 100, offset: 0 }),
    generations: await db().streamGeneration.findMany({ where: { connectionId } }),
    quarantined: await listQuarantined(lab.scope, connectionId, { limit: 100 }),
    rows: await database.query("SELECT * FROM warehouse.orders ORDER BY id, _airbyte_raw_id"),
  };
}

describeWithPostgres("a sample of a connection", () => {
  beforeAll(async () => {
    lab = await SyncLab.start();
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    database = await createTestDatabase("sample");
    await database.query("CREATE SCHEMA shop");
    await database.query("CREATE TABLE shop.orders (id int PRIMARY KEY, amount numeric)");
    await database.query("INSERT INTO shop.orders SELECT n, n FROM generate_series(1, 100) n");
  });
  afterEach(() => database.drop());

  it("is there before any run, is replaced by the next one, and is removed by its own clear", async () => {
    const connectionId = await connect("incremental_append");
    const first = await lab.until(await lab.sample(connectionId, { rows: 7 }));
    expect(first).toMatchObject({
      status: "succeeded",
      kind: "sample",
      rowsRead: 7n,
      streams: [{ name: "orders", verified: true, verifiedRows: 7n }],
    });
    expect(await count("warehouse_sluice_sample.orders")).toBe(7);
    const second = await lab.until(await lab.sample(connectionId, { rows: 5 }));
    expect(second).toMatchObject({ status: "succeeded", rowsWritten: 5n });
    expect(await count("warehouse_sluice_sample.orders")).toBe(5);
    await expect(count("warehouse.orders")).rejects.toThrow(/does not exist/);
    for (let time = 0; time < 2; time++)
      expect(await clearSample(lab.scope, second.id)).toEqual([
        { namespace: "warehouse_sluice_sample", name: "orders" },
      ]);
    await expect(count("warehouse_sluice_sample.orders")).rejects.toThrow(/does not exist/);
  });

  it("touches nothing that the next run goes by, in whatever mode", async () => {
    for (const syncMode of ["full_refresh_overwrite", "incremental_deduped_history"] as const) {
      const connectionId = await connect(syncMode);
      await lab.until(await lab.sync(connectionId));
      const before = await memoryOf(connectionId);
      const sampled = await lab.until(await lab.sample(connectionId, { rows: 3 }));
      expect(sampled).toMatchObject({ status: "succeeded", rowsWritten: 3n });
      expect(await memoryOf(connectionId)).toEqual(before);
      await clearSample(lab.scope, sampled.id);
      expect(await memoryOf(connectionId)).toEqual(before);
      expect((await getConnection(lab.scope, connectionId)).lastRun?.kind).toBe("sync");
      await database.query("DROP SCHEMA warehouse CASCADE");
    }
  });

  it("is no measure of what a full refresh should bring", async () => {
    const connectionId = await connect("full_refresh_overwrite");
    await lab.until(await lab.sync(connectionId));
    await lab.until(await lab.sample(connectionId, { rows: 2 }));
    await database.query("DELETE FROM shop.orders WHERE id > 5");
    const runId = await lab.sync(connectionId);
    const held = await lab.until(runId, (run) => run.streams[0]?.phase === "held");
    expect(held.streams[0]?.phase).toBe("held");
    await lab.decide(runId, false);
    await lab.until(runId);
  });

  it("goes where it is told to, also of a connection that is not active", async () => {
    const connectionId = await connect("full_refresh_append");
    await db().connection.updateMany({ where: { id: connectionId }, data: { status: "inactive" } });
    const run = await lab.until(await lab.sample(connectionId, { rows: 2, namespace: "try_sample" }));
    expect(run).toMatchObject({ status: "succeeded" });
    expect(await count("try_sample.orders")).toBe(2);
  });

  it("alone is removed so: what a sync has written is not", async () => {
    const connectionId = await connect("full_refresh_append");
    const run = await lab.until(await lab.sync(connectionId));
    await expect(clearSample(lab.scope, run.id)).rejects.toBeInstanceOf(ConflictError);
    expect(await count("warehouse.orders")).toBe(100);
  });
});
