import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { getConnection } from "@/lib/connections/service";
import { getState } from "@/lib/connections/state";
import { db } from "@/lib/db";
import { bearerToken, callApi } from "@/lib/public-api/testing/call";
import { dryRun } from "@/lib/runs/dry-run";
import { SyncLab, type ConnectionRequest } from "../support/sync-lab";
import {
  connectorConfigOf,
  createTestDatabase,
  describeWithPostgres,
  type TestDatabase,
} from "../support/postgres";

let lab: SyncLab;
let database: TestDatabase;

async function connect(
  syncMode: ConnectionRequest["streams"][0]["syncMode"],
  policies: ConnectionRequest["policies"] = {},
): Promise<string> {
  return lab.connect({
    source: { connector: "postgres", config: connectorConfigOf(database.url, { schemas: ["shop"] }) },
    destination: { connector: "postgres", config: connectorConfigOf(database.url, { schema: "warehouse" }) },
    streams: [{ namespace: "shop", name: "orders", syncMode, cursorField: ["id"] }],
    policies,
  });
}

async function syncToEnd(connectionId: string) {
  return lab.until(await lab.sync(connectionId));
}

const tables = async () =>
  (
    await database.query<{ name: string }>(
      "SELECT schemaname || '.' || tablename AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1",
    )
  ).map(({ name }) => name);

describeWithPostgres("a dry run", () => {
  beforeAll(async () => {
    lab = await SyncLab.start();
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    database = await createTestDatabase("dry_run");
    await database.query("CREATE SCHEMA shop");
    await database.query("CREATE TABLE shop.orders (id int PRIMARY KEY, amount numeric)");
    await database.query("INSERT INTO shop.orders SELECT n, n FROM generate_series(1, 1000) n");
    await database.query("ANALYZE shop.orders");
  });
  afterEach(() => database.drop());

  it("says what a first run would create and read, and writes nothing", async () => {
    const connectionId = await connect("full_refresh_overwrite");
    const runs = await db().run.count();
    const planned = await dryRun(lab.scope, connectionId);
    expect(planned).toMatchObject({
      schemaChanges: { verdict: "apply", messages: [] },
      streams: [
        {
          namespace: "shop",
          name: "orders",
          mode: "full_refresh",
          write: "overwrite",
          table: { namespace: "warehouse", name: "orders" },
          since: null,
          forecast: { rows: 1000, seconds: null, basis: "source" },
        },
      ],
    });
    expect(planned.streams[0]?.statements.join("\n")).toMatch(/RENAME TO "orders"/);
    expect(await tables()).toEqual(["shop.orders"]);
    expect(await db().run.count()).toBe(runs);
    expect(await db().streamGeneration.count({ where: { connectionId } })).toBe(0);
  });

  it("goes on from the checkpoint of the last run, and reckons by what the last runs read", async () => {
    const connectionId = await connect("incremental_append");
    const run = await syncToEnd(connectionId);
    const [state] = await getState(lab.scope, connectionId);
    const before = await tables();
    const [stream] = (await dryRun(lab.scope, connectionId)).streams;
    expect(stream).toMatchObject({
      mode: "incremental",
      since: { runNumber: run.number, at: expect.any(Date), position: state?.checkpoint?.position },
      forecast: { rows: 1000, basis: "runs" },
    });
    expect(stream?.forecast?.seconds).toBeGreaterThan(0);
    const [anew] = (await dryRun(lab.scope, connectionId, { kind: "refresh" })).streams;
    expect(anew).toMatchObject({
      write: "overwrite",
      since: null,
      forecast: { rows: 1000, basis: "source" },
    });
    expect(await getState(lab.scope, connectionId)).toEqual([state]);
    expect(await tables()).toEqual(before);
  });

  it("tells a change of the schema that is followed, and the statement that follows it", async () => {
    const connectionId = await connect("incremental_append");
    await syncToEnd(connectionId);
    await database.query("ALTER TABLE shop.orders ADD COLUMN note text");
    const { schemaChanges, streams } = await dryRun(lab.scope, connectionId);
    expect(schemaChanges).toEqual({
      verdict: "apply",
      messages: [expect.stringMatching(/new field note/)],
    });
    expect(streams[0]?.statements.join("\n")).toMatch(/ADD COLUMN .*note/);
  });

  it("tells a change that a run would be stopped by, and stops nothing itself", async () => {
    const paused = await connect("full_refresh_append", { schemaChanges: "pause" });
    await syncToEnd(paused);
    await database.query("ALTER TABLE shop.orders ADD COLUMN note text");
    const authorization = `Bearer ${await bearerToken(lab.scope)}`;
    const answer = await callApi("POST", `/connections/${paused}/dry-run`, {
      headers: { authorization },
      body: {},
    });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        connectionId: paused,
        schemaChanges: { verdict: "pause", messages: [expect.stringMatching(/new field note/)] },
        streams: [],
      },
    });
    expect(await getConnection(lab.scope, paused)).toMatchObject({ status: "active", pendingChange: null });
  });
});
