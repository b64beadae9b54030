import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { previewStream } from "@/lib/connections/preview";
import { db } from "@/lib/db";
import { NotFoundError } from "@/lib/errors";
import {
  connectorConfigOf,
  createTestDatabase,
  describeWithPostgres,
  type TestDatabase,
} from "../support/postgres";
import { SyncLab } from "../support/sync-lab";

const orders = { namespace: "shop", name: "orders" };

let lab: SyncLab;
let database: TestDatabase;
let connectionId: string;

describeWithPostgres("the first rows of what a stream was written to", () => {
  beforeAll(async () => {
    lab = await SyncLab.start();
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    database = await createTestDatabase("preview");
    await database.query("CREATE SCHEMA shop");
    await database.query("CREATE TABLE shop.orders (id int PRIMARY KEY, note text)");
    await database.query("INSERT INTO shop.orders SELECT n, repeat('x', 1000) FROM generate_series(1, 90) n");
    connectionId = await lab.connect({
      source: { connector: "postgres", config: connectorConfigOf(database.url, { schemas: ["shop"] }) },
      destination: {
        connector: "postgres",
        config: connectorConfigOf(database.url, { schema: "warehouse" }),
      },
      streams: [{ ...orders, syncMode: "full_refresh_overwrite" }],
    });
  });
  afterEach(() => database.drop());

  it("are none before the first sync", async () => {
    expect(await previewStream(lab.scope, connectionId, orders)).toEqual({ preview: null });
  });

  it("are there under the schema that was named, with the types of the table, after it", async () => {
    await lab.until(await lab.sync(connectionId));
    const found = await previewStream(lab.scope, connectionId, orders);
    if (!("preview" in found) || !found.preview) throw new Error("There is nothing to be seen.");
    const { place, columns, rows } = found.preview;
    expect(place).toContain("warehouse");
    expect(columns).toEqual(
      expect.arrayContaining([
        { name: "id", type: "integer" },
        { name: "note", type: "character varying" },
      ]),
    );
    expect(rows).toHaveLength(50);
    expect(rows[0]?.[columns.findIndex(({ name }) => name === "note")]).toBe("x".repeat(500));
  });

  it("are an answer, not an error, where the destination cannot be reached", async () => {
    await lab.until(await lab.sync(connectionId));
    await db().destination.updateMany({
      data: { config: { host: "127.0.0.1", port: 1, database: "d", username: "u" } },
    });
    expect(await previewStream(lab.scope, connectionId, orders)).toMatchObject({
      failure: { ok: false, message: expect.stringContaining("127.0.0.1:1") },
    });
  });

  it("are none of another workspace's affair, nor of a stream that is not moved", async () => {
    const { id } = await db().workspace.create({ data: { name: "other" } });
    const stranger = { ...lab.scope, workspaceId: id };
    await expect(previewStream(stranger, connectionId, orders)).rejects.toBeInstanceOf(NotFoundError);
    await expect(previewStream(lab.scope, connectionId, { name: "orders" })).rejects.toBeInstanceOf(
      NotFoundError,
    );
  });
});
