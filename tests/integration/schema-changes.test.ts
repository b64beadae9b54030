import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { getConnection } from "@/lib/connections/service";
import { bearerToken, callApi } from "@/lib/public-api/testing/call";
import { db } from "@/lib/db";
import { dryRun } from "@/lib/runs/dry-run";
import { carryOut } from "../support/carry-out";
import { SyncLab, type ConnectionRequest } from "../support/sync-lab";
import {
  connectorConfigOf,
  createTestDatabase,
  describeWithPostgres,
  type TestDatabase,
} from "../support/postgres";

let lab: SyncLab;
let database: TestDatabase;

type Choice = Omit<ConnectionRequest["streams"][0], "namespace" | "name">;

const connect = (choice: Choice, names = ["orders"], policies: ConnectionRequest["policies"] = {}) =>
  lab.connect({
    source: { connector: "postgres", config: connectorConfigOf(database.url, { schemas: ["shop"] }) },
    destination: { connector: "postgres", config: connectorConfigOf(database.url, { schema: "warehouse" }) },
    streams: names.map((name) => ({ namespace: "shop", name, ...choice })),
    policies,
  });

async function run(connectionId: string, kind?: "refresh" | "verify" | "repair") {
  const runId = await lab.sync(connectionId, kind ? { kind } : {});
  return { ...(await lab.until(runId)), log: await lab.logs(runId) };
}

const rows = (columns: string, table = "orders") =>
  database.query(`SELECT ${columns} FROM warehouse.${table} ORDER BY id`);

const retype =
  "ALTER TABLE shop.orders ALTER COLUMN amount TYPE jsonb USING to_jsonb(amount); UPDATE shop.orders SET version = 2 WHERE id = 1";
const told =
  "shop.orders.amount is jsonb now, which the column amount (bigint) cannot hold: values go into amount_json.";

describeWithPostgres("a source whose schema changes between two runs", () => {
  beforeAll(async () => {
    lab = await SyncLab.start();
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    database = await createTestDatabase("schema_changes");
    await database.query(`
      CREATE SCHEMA shop;
      CREATE TABLE shop.orders (id int PRIMARY KEY, amount bigint, version int NOT NULL);
      INSERT INTO shop.orders VALUES (1, 10, 1), (2, 20, 1)`);
  });
  afterEach(() => database.drop());

  it("finds a new column for values that the former cannot hold, run after run, and says so", async () => {
    const connectionId = await connect({ syncMode: "incremental_append", cursorField: ["id"] });
    expect(await run(connectionId)).toMatchObject({ status: "succeeded" });
    await database.query(retype);
    await database.query("INSERT INTO shop.orders VALUES (3, '[3]', 1)");
    const planned = await dryRun(lab.scope, connectionId);
    expect(planned.schemaChanges).toEqual({
      verdict: "apply",
      messages: ["shop.orders: the field amount was integer and is json now.", told],
    });
    expect(planned.streams[0]?.statements.join()).toMatch(/ADD COLUMN "amount_json" jsonb/);
    for (const id of [3, 4]) {
      const later = await run(connectionId);
      expect(later).toMatchObject({ status: "succeeded", rowsWritten: 1n });
      expect(later.log).toContain(told);
      await database.query(`INSERT INTO shop.orders VALUES (${id + 1}, '[${id + 1}]', 1)`);
    }
    expect(await rows("id, amount, amount_json")).toEqual([
      { id: 1, amount: "10", amount_json: null },
      { id: 2, amount: "20", amount_json: null },
      { id: 3, amount: null, amount_json: [3] },
      { id: 4, amount: null, amount_json: [4] },
    ]);
  });

  it("is compared and mended in the new column, and refreshed into it", async () => {
    const connectionId = await connect({ syncMode: "incremental_deduped_history", cursorField: ["version"] });
    await run(connectionId);
    await database.query(retype);
    expect(await run(connectionId)).toMatchObject({ status: "succeeded", rowsWritten: 1n });
    // The row that did not change at the source still has its value in the former column alone.
    expect(await run(connectionId, "verify")).toMatchObject({ status: "failed" });
    expect(await run(connectionId, "repair")).toMatchObject({ status: "succeeded" });
    expect(await rows("id, amount, amount_json")).toEqual([
      { id: 1, amount: null, amount_json: 10 },
      { id: 2, amount: null, amount_json: 20 },
    ]);
    expect(await run(connectionId, "verify")).toMatchObject({ status: "succeeded" });
    await database.query("UPDATE shop.orders SET amount = '[30]' WHERE id = 2");
    expect(await run(connectionId, "refresh")).toMatchObject({ status: "succeeded" });
    expect(await rows("amount_json")).toEqual([{ amount_json: 10 }, { amount_json: [30] }]);
  });

  it("is refused where the connection's types are frozen, and nothing is moved or altered", async () => {
    const choice = { syncMode: "incremental_append", cursorField: ["id"] } as const;
    const connectionId = await connect({ ...choice, cursorField: ["id"] }, ["orders"], { types: "freeze" });
    await run(connectionId);
    await database.query(retype);
    const refused = await run(connectionId);
    expect(refused).toMatchObject({ status: "failed", rowsRead: 0n });
    expect(refused.failure?.message).toMatch(/amount was integer and is json now.*frozen/);
    expect(Object.keys((await rows("*"))[0] ?? {})).not.toContain("amount_json");
  });

  it("follows the contract in a refresh, and after a change of the connection that names its streams", async () => {
    const connectionId = await connect({ syncMode: "incremental_append", cursorField: ["id"] }, ["orders"], {
      columns: "discard",
    });
    await run(connectionId);
    await database.query("ALTER TABLE shop.orders ADD COLUMN note text DEFAULT 'new'");
    const columns = async () => Object.keys((await rows("*"))[0] ?? {});
    const refreshed = await run(connectionId, "refresh");
    expect(refreshed).toMatchObject({ status: "succeeded", rowsRead: 2n });
    expect(refreshed.log).toMatch(/new field note \(string\): it is left out/);
    expect(await columns()).not.toContain("note");
    const headers = { authorization: `Bearer ${await bearerToken(lab.scope)}` };
    const path = `/connections/${connectionId}`;
    const { body } = await callApi("GET", path, { headers });
    const patched = await callApi("PATCH", path, { headers, body: { configurations: body.configurations } });
    expect(patched.status).toBe(200);
    expect(await run(connectionId)).toMatchObject({ status: "succeeded" });
    expect(await columns()).not.toContain("note");
    await callApi("PATCH", path, { headers, body: { policies: { columns: "freeze" } } });
    const refused = await run(connectionId, "refresh");
    expect(refused).toMatchObject({ status: "failed", rowsRead: 0n });
    expect(refused.failure?.message).toMatch(/note.*frozen.*change the connection's contract/);
    await callApi("PATCH", path, { headers, body: { policies: { columns: "evolve" } } });
    expect(await run(connectionId, "refresh")).toMatchObject({ status: "succeeded", rowsRead: 2n });
    expect(await rows("note")).toEqual([{ note: "new" }, { note: "new" }]);
  });

  it.each([
    ["that was chosen", [["id"]], /has lost id of its primary key.*choose another key, and refresh/],
    ["of the source's", [], /another primary key.*refresh the stream, or choose a key/],
  ])("asks before it reads where a key field %s was renamed", async (_which, primaryKey, asks) => {
    const connectionId = await connect({
      syncMode: "incremental_deduped_history",
      cursorField: ["version"],
      primaryKey,
    });
    await run(connectionId);
    const before = await rows("*");
    await database.query(
      "ALTER TABLE shop.orders RENAME COLUMN id TO order_id; UPDATE shop.orders SET version = 9",
    );
    const failed = await run(connectionId);
    expect(failed).toMatchObject({ status: "failed", rowsRead: 0n });
    expect(failed.failure?.message).toMatch(asks);
    expect(await rows("*")).toEqual(before);
    expect((await getConnection(lab.scope, connectionId)).status).toBe("inactive");
  });

  it("fills a new column for the rows that are there by a refresh of that stream alone", async () => {
    await database.query(
      "CREATE TABLE shop.notes (id int PRIMARY KEY, text text); INSERT INTO shop.notes VALUES (1, 'a')",
    );
    const choice: Choice = { syncMode: "incremental_deduped_history", cursorField: ["id"] };
    const connectionId = await connect(choice, ["orders", "notes"]);
    await run(connectionId);
    await database.query("ALTER TABLE shop.orders ADD COLUMN note text DEFAULT 'late'");
    expect(await run(connectionId)).toMatchObject({ status: "succeeded" });
    const notes = await rows("*", "notes");
    expect(await rows("id, note")).toEqual([
      { id: 1, note: null },
      { id: 2, note: null },
    ]);
    const job = await callApi("POST", "/jobs", {
      headers: { authorization: `Bearer ${await bearerToken(lab.scope)}` },
      body: { connectionId, jobType: "refresh", streams: [{ namespace: "shop", name: "orders" }] },
    });
    expect(job.status).toBe(200);
    const { id: queued } = await db().run.findFirstOrThrow({
      where: { connectionId },
      orderBy: { number: "desc" },
    });
    await carryOut(queued);
    expect(await lab.run(queued)).toMatchObject({
      status: "succeeded",
      kind: "refresh",
      streams: [{ name: "orders", verified: true }],
    });
    expect(await rows("id, note")).toEqual([
      { id: 1, note: "late" },
      { id: 2, note: "late" },
    ]);
    expect(await rows("*", "notes")).toEqual(notes);
  });
});
