import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
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
  verification: "counts" | "checksums",
): Promise<string> {
  return lab.connect({
    source: { connector: "postgres", config: connectorConfigOf(database.url, { schemas: ["shop"] }) },
    destination: { connector: "postgres", config: connectorConfigOf(database.url, { schema: "warehouse" }) },
    streams: [{ namespace: "shop", name: "orders", syncMode }],
    policies: { verification },
  });
}

async function syncToEnd(connectionId: string) {
  return lab.until(await lab.sync(connectionId));
}

/** A destination that changes what it is given, and tells nobody. */
const meddle = `
  CREATE FUNCTION meddle() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF NEW.id = 142 THEN NEW.amount := NEW.amount + 1; END IF; RETURN NEW; END $$;
  CREATE TRIGGER meddle BEFORE INSERT ON warehouse.orders FOR EACH ROW EXECUTE FUNCTION meddle();
`;

describeWithPostgres("a run that proves the content of its rows", () => {
  beforeAll(async () => {
    lab = await SyncLab.start();
  });
  afterAll(() => lab.stop());
  beforeEach(async () => {
    database = await createTestDatabase("content");
    await database.query("CREATE SCHEMA shop");
    await database.query("CREATE TABLE shop.orders (id int PRIMARY KEY, amount numeric, place point)");
    await database.query(
      "INSERT INTO shop.orders SELECT n, n / 3.0, point(n, 1) FROM generate_series(1, 100) n",
    );
  });
  afterEach(() => database.drop());

  const more = () =>
    database.query("INSERT INTO shop.orders SELECT n, n / 3.0, point(n, 1) FROM generate_series(101, 200) n");

  it("is green where both sides come to the same, in every mode, and keeps the comparison", async () => {
    for (const mode of [
      "full_refresh_overwrite",
      "full_refresh_append",
      "incremental_deduped_history",
    ] as const) {
      await database.query("DROP SCHEMA IF EXISTS warehouse CASCADE");
      const connectionId = await connect(mode, "checksums");
      const run = await syncToEnd(connectionId);
      expect(run).toMatchObject({ status: "succeeded" });
      expect(run.streams[0]?.comparison).toMatchObject({ same: true, sourceRows: 100, destinationRows: 100 });
      expect(await syncToEnd(connectionId)).toMatchObject({ status: "succeeded" });
    }
  });

  it("is red where the destination has changed a value, and names the row; counts alone do not see it", async () => {
    const proven = await connect("full_refresh_append", "checksums");
    await syncToEnd(proven);
    await database.query(meddle);
    await more();
    const red = await syncToEnd(proven);
    expect(red).toMatchObject({
      status: "failed",
      failure: { kind: "unverified", message: expect.stringMatching(/1 row with other values \(id = 142\)/) },
    });
    expect(red.streams[0]).toMatchObject({ verified: false, verifiedRows: 200n });
    await database.query("DROP TABLE warehouse.orders");
    await database.query("DROP FUNCTION meddle");
    const counted = await connect("full_refresh_append", "counts");
    expect(await syncToEnd(counted)).toMatchObject({ status: "succeeded", streams: [{ comparison: null }] });
  });

  it("is red for a row that was changed before, though the run itself brought others", async () => {
    const connectionId = await connect("incremental_deduped_history", "checksums");
    await syncToEnd(connectionId);
    await database.query("UPDATE warehouse.orders SET amount = 0 WHERE id = 7");
    await more();
    expect(await syncToEnd(connectionId)).toMatchObject({
      status: "failed",
      failure: { message: expect.stringMatching(/id = 7\)/) },
    });
  });

  it("can be asked for by itself, and what it finds be mended, while positions and generations stay", async () => {
    const connectionId = await connect("full_refresh_overwrite", "counts");
    await syncToEnd(connectionId);
    await syncToEnd(connectionId);
    await database.query(`
      UPDATE warehouse.orders SET amount = 0 WHERE id = 7;
      DELETE FROM warehouse.orders WHERE id = 8`);
    const found = await lab.until(await lab.sync(connectionId, { kind: "verify" }));
    expect(found).toMatchObject({
      status: "failed",
      kind: "verify",
      failure: {
        kind: "unverified",
        message: expect.stringMatching(/1 row .*missing.*1 row with other values/),
      },
      streams: [{ comparison: { differing: { missing: 1, different: 1, extra: 0 } }, verified: false }],
    });
    const mended = await lab.until(await lab.sync(connectionId, { kind: "repair" }));
    expect(mended).toMatchObject({
      status: "succeeded",
      rowsWritten: 2n,
      streams: [{ rowsWritten: 2n, deleted: 0n, verified: true }],
    });
    expect(await lab.until(await lab.sync(connectionId, { kind: "verify" }))).toMatchObject({
      status: "succeeded",
    });
    const generations = await database.query(
      "SELECT _airbyte_generation_id::int AS generation, count(*)::int AS n FROM warehouse.orders GROUP BY 1",
    );
    expect(generations).toEqual([{ generation: 2, n: 100 }]);
    expect(await syncToEnd(connectionId)).toMatchObject({ status: "succeeded", rowsWritten: 100n });
  });

  it("mends rows and their history once, whatever dies in the middle", async () => {
    const connectionId = await connect("incremental_deduped_history", "counts");
    await syncToEnd(connectionId);
    await database.query(`
      UPDATE warehouse.orders SET amount = amount + 1 WHERE id > 50;
      UPDATE warehouse.orders_scd SET amount = amount + 1 WHERE id > 90`);
    const runId = await lab.sync(connectionId, { kind: "repair" });
    await lab.killHost();
    await lab.startHost();
    expect(await lab.until(runId)).toMatchObject({ status: "succeeded", streams: [{ verified: true }] });
    const [wrong] = await database.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM shop.orders s FULL JOIN warehouse.orders w USING (id) WHERE s.amount IS DISTINCT FROM w.amount",
    );
    expect(wrong?.n).toBe(0);
    const versions = await database.query(
      `SELECT count(*)::int AS all, count(*) FILTER (WHERE _airbyte_active_row = 1)::int AS active,
              count(*) FILTER (WHERE _airbyte_active_row = 1 AND w.amount = v.amount)::int AS equal
         FROM warehouse.orders_scd v JOIN warehouse.orders w USING (id)`,
    );
    expect(versions).toEqual([{ all: 110, active: 100, equal: 100 }]);
  });
});
