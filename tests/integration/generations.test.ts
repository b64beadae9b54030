import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { listGenerations, rollBack } from "@/lib/connections/generations";
import { ConfigError } from "@/connectors/sdk";
import { db } from "@/lib/db";
import { ConflictError, NotFoundError } from "@/lib/errors";
import { holdLease } from "@/lib/runs/lease";
import { SyncLab } from "../support/sync-lab";
import {
  connectorConfigOf,
  createTestDatabase,
  describeWithPostgres,
  type TestDatabase,
} from "../support/postgres";

const orders = { namespace: "shop", name: "orders" };

let lab: SyncLab;
let database: TestDatabase;
let connectionId: string;

async function syncToEnd() {
  return lab.until(await lab.sync(connectionId));
}

const ids = async () =>
  (await database.query<{ id: number }>("SELECT id FROM warehouse.orders ORDER BY id")).map(({ id }) => id);

const generations = () => listGenerations(lab.scope, connectionId, orders);

describeWithPostgres("a stream that keeps its former generations", () => {
  beforeAll(async () => {
    lab = await SyncLab.start();
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    database = await createTestDatabase("generations");
    await database.query("CREATE SCHEMA shop");
    await database.query("CREATE TABLE shop.orders (id int PRIMARY KEY)");
    await database.query("INSERT INTO shop.orders VALUES (1)");
    connectionId = await lab.connect({
      source: { connector: "postgres", config: connectorConfigOf(database.url, { schemas: ["shop"] }) },
      destination: {
        connector: "postgres",
        config: connectorConfigOf(database.url, { schema: "warehouse" }),
      },
      streams: [{ ...orders, syncMode: "full_refresh_overwrite", keepGenerations: 3 }],
    });
  });
  afterEach(() => database.drop());

  it("shows none before its first run, and none of a stream that is not moved", async () => {
    expect(await generations()).toEqual({ shown: null, kept: [] });
    await expect(rollBack(lab.scope, connectionId, { ...orders, generation: 1 })).rejects.toBeInstanceOf(
      ConflictError,
    );
    await expect(listGenerations(lab.scope, connectionId, { name: "orders" })).rejects.toBeInstanceOf(
      NotFoundError,
    );
  });

  it("is rolled back and forth, and the next run begins a generation above all of them", async () => {
    for (const id of [2, 3]) {
      await syncToEnd();
      await database.query("INSERT INTO shop.orders VALUES ($1)", [id]);
    }
    await syncToEnd();
    expect(await generations()).toMatchObject({
      shown: 3,
      kept: [
        { generation: 2, rows: 2 },
        { generation: 1, rows: 1 },
      ],
    });
    const rolledBack = await rollBack(lab.scope, connectionId, { ...orders, generation: 1 });
    expect(rolledBack).toEqual({ tables: [{ namespace: "warehouse", name: "orders" }], left: [] });
    expect(await ids()).toEqual([1]);
    const after = await generations();
    expect([after.shown, after.kept.map(({ generation }) => generation).sort()]).toEqual([1, [2, 3]]);
    expect(await syncToEnd()).toMatchObject({ status: "succeeded" });
    expect(await ids()).toEqual([1, 2, 3]);
    const next = await generations();
    expect([next.shown, next.kept.map(({ generation }) => generation).sort()]).toEqual([4, [1, 2, 3]]);
  });

  it("says which it has where it has no such one, and shows what it showed", async () => {
    await syncToEnd();
    await syncToEnd();
    const refused = rollBack(lab.scope, connectionId, { ...orders, generation: 9 });
    await expect(refused).rejects.toBeInstanceOf(ConfigError);
    await expect(refused).rejects.toThrow(/Generation 9 .* kept are: 1/);
    expect(await generations()).toMatchObject({ shown: 2 });
  });

  /** Resolves when so many sessions wait for a connection's lease. */
  const leaseIsAwaited = async (times: number) => {
    const waiting = () => db().$queryRaw<{ n: number }[]>`
      SELECT count(*)::int AS n FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%connection_lease%'`;
    while (((await waiting())[0]?.n ?? 0) < times);
  };

  it("is not rolled back where a run was asked for in the same instant", async () => {
    await syncToEnd();
    await syncToEnd();
    const { rolling, runId } = await holdLease(connectionId, async () => {
      const attempt = rollBack(lab.scope, connectionId, { ...orders, generation: 1 });
      await leaseIsAwaited(1);
      return {
        rolling: attempt.then(() => null).catch((error: unknown) => error),
        runId: await lab.sync(connectionId),
      };
    });
    expect(await rolling).toBeInstanceOf(ConflictError);
    expect(await lab.until(runId)).toMatchObject({ status: "succeeded" });
    expect(await generations()).toMatchObject({ shown: 3 });
  });

  it("keeps a run that begins meanwhile from its first write", async () => {
    await syncToEnd();
    const runId = await holdLease(connectionId, async () => {
      const asked = await lab.sync(connectionId);
      await leaseIsAwaited(1);
      expect(await generations()).toMatchObject({ shown: 1, kept: [] });
      return asked;
    });
    expect(await lab.until(runId)).toMatchObject({ status: "succeeded" });
    expect(await generations()).toMatchObject({ shown: 2, kept: [{ generation: 1 }] });
  });

  it("is not rolled back while a run goes on", async () => {
    await syncToEnd();
    await database.query("DELETE FROM shop.orders");
    const runId = await lab.sync(connectionId);
    await lab.until(runId, (run) => run.streams[0]?.phase === "held");
    await expect(rollBack(lab.scope, connectionId, { ...orders, generation: 1 })).rejects.toThrow(
      /is going on.* then roll back/,
    );
    expect(await generations()).toMatchObject({ shown: 1, kept: [] });
    await lab.decide(runId, true);
    expect(await lab.until(runId)).toMatchObject({ status: "succeeded" });
    expect(await generations()).toMatchObject({ shown: 2, kept: [{ generation: 1, rows: 1 }] });
  });
});
