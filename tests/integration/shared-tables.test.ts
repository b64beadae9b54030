import { afterAll, beforeAll, expect, it } from "vitest";
import type { CreateConnectionInput } from "@/lib/connections/schema";
import { createConnection, updateConnection } from "@/lib/connections/service";
import { createDestination } from "@/lib/destinations/service";
import { createSource } from "@/lib/sources/service";
import {
  connectorConfigOf,
  createTestDatabase,
  describeWithPostgres,
  type TestDatabase,
} from "../support/postgres";
import { SyncLab } from "../support/sync-lab";

type Streams = NonNullable<CreateConnectionInput["streams"]>;
type Mode = "replaced" | "appended" | "merged" | "mirrored";

const primaryKey = [["id"]];
const modes: Record<Mode, Omit<Streams[number], "name" | "namespace">> = {
  replaced: { syncMode: "full_refresh_overwrite" },
  appended: { syncMode: "full_refresh_append" },
  merged: { syncMode: "incremental_deduped_history", cursorField: ["at"], primaryKey },
  mirrored: { syncMode: "full_refresh_overwrite", deletes: "hard", primaryKey },
};

const ofA = ["a 1", "a 2", "a 3"];
const ofB = ["b 3", "b 4", "b 5"];

describeWithPostgres("a table of PostgreSQL that two connections write to", { timeout: 240_000 }, () => {
  let lab: SyncLab;
  let source: TestDatabase;
  let target: TestDatabase;
  let sourceId: string;
  beforeAll(async () => {
    lab = await SyncLab.start();
    source = await createTestDatabase("shared_source");
    target = await createTestDatabase("shared_target");
    for (const [schema, first] of Object.entries({ a: 1, b: 3 }))
      await source.query(`
        CREATE SCHEMA ${schema}; CREATE TABLE ${schema}.orders (id int PRIMARY KEY, note text, at int NOT NULL);
        INSERT INTO ${schema}.orders SELECT i, '${schema} ' || i, i FROM generate_series(${first}, ${first} + 2) i`);
    const config = connectorConfigOf(source.url, {
      schemas: ["a", "b"],
      replication_method: { method: "Standard" },
    });
    sourceId = (await createSource(lab.scope, { name: "Shop", connector: "postgres", config })).id;
  });
  afterAll(async () => {
    await lab.stop();
    await source.drop();
    await target.drop();
  });

  async function connectBoth(first: Mode, second: Mode, schema: string): Promise<[string, string]> {
    const config = connectorConfigOf(target.url, { schema });
    const destination = await createDestination(lab.scope, { name: schema, connector: "postgres", config });
    const connect = async (namespace: string, mode: Mode) => {
      const streams = [{ namespace, name: "orders", ...modes[mode] }];
      const ends = { sourceId, destinationId: destination.id };
      return (await createConnection(lab.scope, { ...ends, name: `Orders of ${namespace}`, streams })).id;
    };
    return [await connect("a", first), await connect("b", second)];
  }
  const sync = async (connectionId: string) => lab.until(await lab.sync(connectionId));
  const notesIn = async (table: string) =>
    (await target.query<{ note: string }>(`SELECT note FROM ${table} ORDER BY note`)).map(({ note }) => note);

  it.each([
    ["replaced", "replaced"],
    ["merged", "mirrored"],
    ["merged", "merged"],
    ["appended", "replaced"],
    ["replaced", "appended"],
  ] as const)(
    "keeps every row of the first where its own are %s and the other's were to be %s",
    async (first, second) => {
      const schema = `${first}_${second}`;
      const [a, b] = await connectBoth(first, second, schema);
      expect(await sync(a)).toMatchObject({ status: "succeeded" });
      const refused = await sync(b);
      expect(refused).toMatchObject({ status: "failed", failure: { kind: "config" } });
      expect(refused.failure?.message).toMatch(
        new RegExp(
          `^b.orders would go into ${schema}.orders, where the connection “Orders of a” has written a.orders.*prefix`,
        ),
      );
      expect(await notesIn(`${schema}.orders`)).toEqual(ofA);
      expect(await sync(a)).toMatchObject({ status: "succeeded" });

      await updateConnection(lab.scope, b, { prefix: "b_" });
      expect(await sync(b)).toMatchObject({ status: "succeeded" });
      expect(await notesIn(`${schema}.b_orders`)).toEqual(ofB);
    },
  );

  it("takes the rows of both where both append", async () => {
    const [a, b] = await connectBoth("appended", "appended", "together");
    for (const connectionId of [a, b])
      expect(await sync(connectionId)).toMatchObject({ status: "succeeded" });
    expect(await notesIn("together.orders")).toEqual([...ofA, ...ofB]);
  });
});
