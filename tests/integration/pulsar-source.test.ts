import { afterAll, afterEach, beforeAll, beforeEach, expect, it, onTestFailed } from "vitest";
import { openPulsarClient } from "@/connectors/sdk/pulsar/client";
import { clientOptions } from "@/connectors/sdk/pulsar/testing/client-options";
import type { PulsarClient, TopicSchema } from "@/connectors/sdk/pulsar/types";
import type { Clock, JsonObject } from "@/connectors/sdk";
import { createTestContext, type TestContext } from "@/connectors/sdk/testing";
import { systemClock } from "@/connectors/sdk/system-clock";
import { syncInProcess, type EngineSync } from "../support/engine-sync";
import { describeWithPulsar, sharedBroker, type TestBroker } from "../support/pulsar/broker";
import {
  connectorConfigOf,
  createTestDatabase,
  describeWithPostgres,
  type TestDatabase,
} from "../support/postgres";
import { pause, SyncLab } from "../support/sync-lab";

const kills = 6;
const longestWaitMs = 900;

const schema: TopicSchema = {
  name: "",
  type: "json",
  definition: Buffer.from(
    JSON.stringify({
      type: "record",
      name: "Order",
      fields: [
        { name: "id", type: "long" },
        { name: "note", type: ["null", "string"], default: null },
      ],
    }),
  ),
  properties: {},
};

interface Order {
  id: number;
  note: string | null;
  /** null: by its id. */
  key?: string;
  isGone?: boolean;
}

describeWithPostgres("a server to write to", () => {
  describeWithPulsar("topics that are read by the engine", () => {
    let broker: TestBroker;
    let namespace: string;
    let database: TestDatabase;
    let client: PulsarClient;
    let ctx: TestContext;
    beforeAll(() => {
      broker = sharedBroker();
    });
    beforeEach(async () => {
      namespace = await broker.createNamespace();
      database = await createTestDatabase("pulsarsource");
      const token = () => broker.tokenFor("admin");
      client = await openPulsarClient(
        clientOptions(broker.serviceUrl, { authentication: { type: "token", token } }),
      );
      ctx = await createTestContext({ clock: leapingClock() });
    });
    afterEach(async () => {
      await client.close();
      await database.drop();
      await broker.dropNamespace(namespace);
      await ctx.dispose();
    });

    const source = (more: JsonObject = {}) => ({
      connector: "pulsar",
      config: {
        ...brokerConfig(broker, namespace),
        ...{ primary_key: "message_key", tombstones: "delete" },
        ...more,
      },
    });
    const intoPostgres = (more: Partial<EngineSync> = {}): EngineSync => ({
      source: source(),
      destination: { connector: "postgres", config: connectorConfigOf(database.url, { schema: "shop" }) },
      syncMode: "incremental_deduped_history",
      name: "orders",
      namespace: "shop",
      ...more,
    });
    const rows = () =>
      database.query<{ id: string; note: string | null }>("SELECT id, note FROM shop.orders ORDER BY id");

    it("are the newest message of each key in PostgreSQL, deletions included, run after run", async () => {
      await send(client, namespace, [
        { id: 1, note: "one" },
        { id: 2, note: "two" },
        { id: 1, note: "one again" },
      ]);
      expect(await syncInProcess(intoPostgres(), ctx)).toMatchObject({ status: "succeeded", failure: null });
      expect(await rows()).toEqual([
        { id: "1", note: "one again" },
        { id: "2", note: "two" },
      ]);
      await send(client, namespace, [
        { id: 2, note: null, isGone: true },
        { id: 3, note: "three" },
      ]);
      expect(await syncInProcess(intoPostgres(), ctx)).toMatchObject({ status: "succeeded", rowsWritten: 1 });
      expect((await rows()).map(({ id }) => id)).toEqual(["1", "3"]);
    });

    it("are appended once each by a run that is stopped at its checkpoints and taken up again", async () => {
      // A checkpoint comes every 16 MB.
      const long = "x".repeat(50_000);
      await send(
        client,
        namespace,
        numbered(0, 1000).map((order) => ({ ...order, note: long })),
      );
      let stops = 0;
      for (let status = ""; status !== "succeeded";) {
        const sync = intoPostgres({
          source: source({ primary_key: "none", tombstones: "row" }),
          syncMode: "incremental_append",
          onCommit: (commits) => Promise.resolve(commits === 2 && ++stops < 4 ? "stop" : undefined),
        });
        const outcome = await syncInProcess(sync, ctx);
        ({ status } = outcome);
        expect(["succeeded", "cancelled"]).toContain(status);
      }
      expect(stops).toBeGreaterThan(1);
      expect((await rows()).map(({ id }) => Number(id))).toEqual(numbered(0, 1000).map(({ id }) => id));
    });

    it("have a type that is new as a column that is new, in a run of its own", async () => {
      await send(client, namespace, numbered(0, 2));
      await syncInProcess(intoPostgres(), ctx);
      const definition = (fields: object[]) => JSON.stringify({ type: "record", name: "Order", fields });
      await broker.writeTyped(
        `persistent://${namespace}/orders`,
        {
          type: "JSON",
          definition: definition([
            { name: "id", type: "long" },
            { name: "note", type: ["null", "string"], default: null },
            { name: "paid", type: ["null", "boolean"], default: null },
          ]),
        },
        [{ value: { id: 2, note: "x", paid: true }, key: "2" }],
      );
      expect(await syncInProcess(intoPostgres(), ctx)).toMatchObject({ status: "succeeded", rowsWritten: 1 });
      const found = await database.query("SELECT id, paid FROM shop.orders ORDER BY id");
      expect(found).toEqual([
        { id: "0", paid: null },
        { id: "1", paid: null },
        { id: "2", paid: true },
      ]);
    });

    it("are in another topic of Pulsar, once each, by transactions", async () => {
      const other = await broker.createNamespace();
      await send(client, namespace, numbered(0, 500));
      const sync: EngineSync = {
        source: source({ tombstones: "row" }),
        destination: {
          connector: "pulsar",
          config: { ...brokerConfig(broker, other), admin_url: broker.adminUrl, topic_pattern: "{stream}" },
        },
        syncMode: "incremental_append",
        name: "orders",
      };
      expect(await syncInProcess(sync, ctx)).toMatchObject({ status: "succeeded", rowsWritten: 500 });
      await send(client, namespace, numbered(500, 2));
      expect(await syncInProcess(sync, ctx)).toMatchObject({ status: "succeeded", rowsWritten: 2 });
      const found = await broker.readTopic(`persistent://${other}/orders`);
      expect(found.map(({ value }) => (value as unknown as Order).id)).toEqual(
        numbered(0, 502).map(({ id }) => id),
      );
      await broker.dropNamespace(other);
    });
  });

  describeWithPulsar("topics that are read while workers are killed", () => {
    let lab: SyncLab;
    beforeAll(async () => {
      lab = await SyncLab.start();
    });
    afterAll(() => lab.stop());

    it("arrive in PostgreSQL once each", { timeout: 300_000 }, async () => {
      onTestFailed(async () => console.error(await lab.report()));
      const broker = sharedBroker();
      const namespace = await broker.createNamespace();
      const database = await createTestDatabase("pulsarkills");
      const token = () => broker.tokenFor("admin");
      const client = await openPulsarClient(
        clientOptions(broker.serviceUrl, { authentication: { type: "token", token } }),
      );
      const connectionId = await lab.connect({
        source: { connector: "pulsar", config: brokerConfig(broker, namespace) },
        destination: { connector: "postgres", config: connectorConfigOf(database.url, { schema: "shop" }) },
        streams: await streamsAfter(send(client, namespace, numbered(0, 200_000)), namespace),
      });
      const done = await killWhile(lab, connectionId, kills);
      expect(done).toBe(kills);
      await send(client, namespace, numbered(200_000, 10));
      expect((await lab.until(await lab.sync(connectionId))).status).toBe("succeeded");
      const [found] = await database.query<{ count: string; ids: string }>(
        "SELECT count(*) AS count, count(DISTINCT id) AS ids FROM shop.orders",
      );
      expect(found).toEqual({ count: "200010", ids: "200010" });
      await client.close();
      await database.drop();
      await broker.dropNamespace(namespace);
    });
  });
});

/** The connection knows its streams when they are there. */
async function streamsAfter(sent: Promise<void>, namespace: string) {
  await sent;
  const [, name = ""] = namespace.split("/");
  return [{ namespace: name, name: "orders", syncMode: "incremental_append" as const }];
}

/** Runs until one is green with so many kills behind it; tells how many there were. */
async function killWhile(lab: SyncLab, connectionId: string, most: number): Promise<number> {
  let done = 0;
  for (;;) {
    const runId = await lab.sync(connectionId);
    while (done < most && (await lab.run(runId)).endedAt === null) {
      await pause(Math.random() * longestWaitMs);
      if (lab.killWorkers()) done++;
    }
    const { status } = await lab.until(runId);
    if (status === "succeeded" && done >= most) return done;
  }
}

/** A checkpoint is due whenever one is possible; waits are as long as the broker needs them. */
function leapingClock(): Clock {
  let passedMs = 0;
  return { now: () => systemClock.now() + (passedMs += 2_100), sleep: systemClock.sleep };
}

function brokerConfig(broker: TestBroker, namespace: string): JsonObject {
  const [tenant = "", name = ""] = namespace.split("/");
  return {
    brokers: broker.serviceUrl,
    authentication: { type: "token", token: broker.tokenFor("admin") },
    topic_tenant: tenant,
    topic_namespace: name,
  };
}

const numbered = (from: number, count: number): Order[] =>
  Array.from({ length: count }, (_, index) => ({ id: from + index, note: `note ${from + index}` }));

async function send(client: PulsarClient, namespace: string, orders: Order[]): Promise<void> {
  const producer = await client.createProducer({ topic: `persistent://${namespace}/orders`, schema });
  for (const { isGone, key, ...order } of orders)
    await producer.send({
      value: isGone ? null : Buffer.from(JSON.stringify(order)),
      key: key ?? String(order.id),
    });
  await producer.flush();
  await producer.close();
}
