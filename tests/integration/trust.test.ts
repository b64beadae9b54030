import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { getConnection, updateConnection } from "@/lib/connections/service";
import { getState, listCheckpoints, rewind } from "@/lib/connections/state";
import { NotFoundError } from "@/lib/errors";
import { discardQuarantined, listQuarantined } from "@/lib/quarantine/service";
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
    streams: [{ namespace: "shop", name: "orders", syncMode }],
    policies,
  });
}

async function syncToEnd(connectionId: string) {
  return lab.until(await lab.sync(connectionId));
}

describeWithPostgres("a source that changes between two runs", () => {
  beforeAll(async () => {
    lab = await SyncLab.start();
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    database = await createTestDatabase("trust");
    await database.query("CREATE SCHEMA shop");
    await database.query("CREATE TABLE shop.orders (id int PRIMARY KEY, amount numeric)");
    await database.query("INSERT INTO shop.orders SELECT n, n FROM generate_series(1, 100) n");
  });
  afterEach(() => database.drop());

  const countRows = async () =>
    (await database.query<{ n: number }>("SELECT count(*)::int AS n FROM warehouse.orders"))[0]?.n;

  it("is held where a full refresh brings far fewer rows, until someone lets them in", async () => {
    const connectionId = await connect("full_refresh_overwrite");
    expect(await syncToEnd(connectionId)).toMatchObject({ status: "succeeded" });
    await database.query("DELETE FROM shop.orders WHERE id > 5");
    const runId = await lab.sync(connectionId);
    const held = await lab.until(runId, (run) => run.streams[0]?.phase === "held");
    expect(held.streams[0]).toMatchObject({ phase: "held", rowsWritten: 5n });
    expect(await countRows()).toBe(100);
    await lab.decide(runId, true);
    expect(await lab.until(runId)).toMatchObject({ status: "succeeded", rowsWritten: 5n });
    expect(await countRows()).toBe(5);
    expect(await lab.logs(runId)).toMatch(/came with 5 rows, and with 100 in the last verified run/);
  });

  it("stays held when the console is killed meanwhile, and fails without harm when the rows are refused", async () => {
    const connectionId = await connect("full_refresh_overwrite");
    await syncToEnd(connectionId);
    await database.query("TRUNCATE shop.orders");
    const runId = await lab.sync(connectionId);
    await lab.until(runId, (run) => run.streams[0]?.phase === "held");
    await lab.killHost();
    await lab.startHost();
    await lab.decide(runId, false);
    expect(await lab.until(runId)).toMatchObject({
      status: "failed",
      failure: { message: expect.stringMatching(/not let in/) },
    });
    expect(await countRows()).toBe(100);
  });

  it("goes on without a question where the connection has no such limit, or the drop is smaller", async () => {
    const relaxed = await connect("full_refresh_overwrite", { maxDropPercent: null });
    await syncToEnd(relaxed);
    await database.query("DELETE FROM shop.orders WHERE id > 20");
    expect(await syncToEnd(relaxed)).toMatchObject({ status: "succeeded", rowsWritten: 20n });
    await database.query("DELETE FROM shop.orders");
    expect(await syncToEnd(relaxed)).toMatchObject({ status: "succeeded", rowsWritten: 0n });
    expect(await countRows()).toBe(0);
  });

  it("pauses the connection for a new column, and loads it once that is approved", async () => {
    const connectionId = await connect("full_refresh_append", { schemaChanges: "pause" });
    await syncToEnd(connectionId);
    await database.query("ALTER TABLE shop.orders ADD COLUMN note text DEFAULT 'new'");
    expect(await syncToEnd(connectionId)).toMatchObject({
      status: "failed",
      failure: { kind: "config", message: expect.stringMatching(/new field note .*paused until/) },
    });
    expect(await countRows()).toBe(100);
    const paused = await getConnection(lab.scope, connectionId);
    expect(paused).toMatchObject({
      status: "inactive",
      pendingChange: { diff: { changed: [{ addedFields: [{ name: "note" }] }] } },
    });
    await expect(updateConnection(lab.scope, connectionId, { status: "active" })).rejects.toThrow(
      /waits for approval/,
    );
    await updateConnection(lab.scope, connectionId, { approveSchemaChange: true });
    expect(await syncToEnd(connectionId)).toMatchObject({ status: "succeeded" });
    const notes = await database.query("SELECT note FROM warehouse.orders WHERE note IS NOT NULL");
    expect(notes).toHaveLength(100);
    expect(await getConnection(lab.scope, connectionId)).toMatchObject({
      status: "active",
      pendingChange: null,
    });
  });

  it("fails before it reads where columns are frozen, and leaves a discarded one out", async () => {
    const frozen = await connect("full_refresh_append", { columns: "freeze" });
    await syncToEnd(frozen);
    await database.query("ALTER TABLE shop.orders ADD COLUMN note text");
    expect(await syncToEnd(frozen)).toMatchObject({
      status: "failed",
      rowsRead: 0n,
      failure: { message: expect.stringMatching(/note .*columns are frozen/) },
    });
    await updateConnection(lab.scope, frozen, { policies: { columns: "discard" } });
    const run = await syncToEnd(frozen);
    expect(run).toMatchObject({ status: "succeeded", rowsWritten: 100n });
    expect(await lab.logs(run.id)).toMatch(/note \(string\): it is left out/);
    await expect(database.query("SELECT note FROM warehouse.orders")).rejects.toThrow(/does not exist/);
  });

  it("is read anew by a refresh of one stream: what is gone goes, the other stream stays, increments go on", async () => {
    await database.query("CREATE TABLE shop.notes (id int PRIMARY KEY)");
    await database.query("INSERT INTO shop.notes VALUES (1)");
    const connectionId = await lab.connect({
      source: { connector: "postgres", config: connectorConfigOf(database.url, { schemas: ["shop"] }) },
      destination: {
        connector: "postgres",
        config: connectorConfigOf(database.url, { schema: "warehouse" }),
      },
      streams: ["orders", "notes"].map((name) => ({
        namespace: "shop",
        name,
        syncMode: "incremental_deduped_history" as const,
        cursorField: ["id"],
      })),
    });
    await syncToEnd(connectionId);
    await database.query("DELETE FROM shop.orders WHERE id <= 10");
    await database.query("DELETE FROM shop.notes");
    const orders = { namespace: "shop", name: "orders" };
    const refreshed = await lab.until(await lab.sync(connectionId, { kind: "refresh", streams: [orders] }));
    expect(refreshed).toMatchObject({ status: "succeeded", rowsRead: 90n, streams: [{ name: "orders" }] });
    expect(await countRows()).toBe(90);
    expect(await database.query("SELECT id FROM warehouse.notes")).toEqual([{ id: 1 }]);
    await database.query("INSERT INTO shop.orders VALUES (101, 1)");
    const next = await syncToEnd(connectionId);
    expect(next.streams.find(({ name }) => name === "orders")).toMatchObject({ rowsRead: 1n });
    expect(await countRows()).toBe(91);
  });

  it("is forgotten by a clear of one stream, and comes whole with the next sync", async () => {
    const connectionId = await connect("incremental_append");
    await syncToEnd(connectionId);
    const cleared = await lab.until(await lab.sync(connectionId, { kind: "clear" }));
    expect(cleared).toMatchObject({ status: "succeeded", kind: "clear" });
    await expect(countRows()).rejects.toThrow(/does not exist/);
    expect(await syncToEnd(connectionId)).toMatchObject({ status: "succeeded", rowsWritten: 100n });
    expect(await countRows()).toBe(100);
  });

  it("is read again from an earlier checkpoint once it is rewound, and from its start", async () => {
    const connectionId = await connect("incremental_deduped_history");
    await syncToEnd(connectionId);
    await database.query("INSERT INTO shop.orders VALUES (101, 1)");
    expect(await syncToEnd(connectionId)).toMatchObject({ rowsRead: 1n });
    const [state] = await getState(lab.scope, connectionId);
    const [, first] = await listCheckpoints(lab.scope, connectionId, { limit: 10, offset: 0 });
    if (!state || !first) throw new Error("There are not two checkpoints.");
    expect(first).toMatchObject({ feedId: state.feedId, checkpoint: { complete: true } });
    await rewind(lab.scope, connectionId, { feedId: state.feedId, checkpointId: first.id });
    expect(await syncToEnd(connectionId)).toMatchObject({ status: "succeeded", rowsRead: 1n });
    await rewind(lab.scope, connectionId, { feedId: state.feedId, checkpointId: null });
    expect(await syncToEnd(connectionId)).toMatchObject({ status: "succeeded", rowsRead: 101n });
    expect(await countRows()).toBe(101);
    await expect(
      rewind(lab.scope, connectionId, { feedId: state.feedId, checkpointId: "999999" }),
    ).rejects.toBeInstanceOf(NotFoundError);
  });

  it("keeps what a constraint refuses in the quarantine, and the run is green with the others", async () => {
    const connectionId = await connect("full_refresh_append");
    await syncToEnd(connectionId);
    await database.query("ALTER TABLE warehouse.orders ADD CHECK (amount < 1000)");
    await database.query("INSERT INTO shop.orders VALUES (500, 5000), (501, 6000)");
    const run = await syncToEnd(connectionId);
    expect(run).toMatchObject({
      status: "succeeded",
      streams: [{ verified: true, rowsWritten: 100n, quarantined: 2n }],
    });
    const waiting = await listQuarantined(lab.scope, connectionId, { limit: 10 });
    expect(waiting).toMatchObject([
      { row: { id: "500", amount: "5000" }, reason: expect.stringMatching(/check constraint/) },
      { row: { id: "501" } },
    ]);
    const [one] = waiting;
    expect(await discardQuarantined(lab.scope, connectionId, [one?.id ?? ""])).toBe(1);
    expect(await listQuarantined(lab.scope, connectionId, { limit: 10 })).toHaveLength(1);
  });

  it("fails the run where more rows are refused than the connection allows", async () => {
    const connectionId = await connect("full_refresh_append", { quarantineLimit: 1 });
    await syncToEnd(connectionId);
    await database.query("ALTER TABLE warehouse.orders ADD CHECK (amount < 1000)");
    await database.query("INSERT INTO shop.orders VALUES (500, 5000), (501, 6000)");
    expect(await syncToEnd(connectionId)).toMatchObject({
      status: "failed",
      failure: { kind: "config", message: expect.stringMatching(/more than 1 rows could not be written/) },
    });
  });
});
