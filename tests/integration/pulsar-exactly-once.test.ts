import { afterAll, afterEach, beforeAll, beforeEach, expect, it, onTestFailed } from "vitest";
import type { SyncMode } from "@/lib/sync/modes";
import { describeWithPulsar, sharedBroker, type TestBroker } from "../support/pulsar/broker";
import type { ReadMessage } from "../support/pulsar/java-client";
import {
  connectorConfigOf,
  createTestDatabase,
  describeWithPostgres,
  type TestDatabase,
} from "../support/postgres";
import { SyncLab } from "../support/sync-lab";
import { syncUnderKills } from "../support/sync-under-kills";

const rowsAtFirst = 60_000;
/** Of 8 cases: 48 kills. */
const killsPerCase = 6;

interface Case {
  mode: SyncMode;
  delivery: "transactions" | "at_least_once";
}

const cases: Case[] = [
  { mode: "full_refresh_overwrite", delivery: "transactions" },
  { mode: "full_refresh_append", delivery: "transactions" },
  { mode: "incremental_append", delivery: "transactions" },
  { mode: "incremental_append", delivery: "at_least_once" },
];

/**
 * Kills workers, or the whole console, at random moments of real syncs into a real broker, and holds what a consumer of
 * committed messages reads against the source: nothing is lost, and with transactions nothing comes twice.
 */
describeWithPostgres("PostgreSQL as the source", () => {
  describeWithPulsar("a sync into Pulsar that is killed at random moments", () => {
    let lab: SyncLab;
    let database: TestDatabase;
    let broker: TestBroker;
    let namespace: string;
    beforeAll(async () => {
      broker = sharedBroker();
      lab = await SyncLab.start();
    });
    afterAll(() => lab.stop());
    beforeEach(async () => {
      onTestFailed(async () => console.error(await lab.report()));
      namespace = await broker.createNamespace();
      database = await createTestDatabase("pulsarkills");
      await database.query("CREATE TABLE orders (id bigint PRIMARY KEY, version int, updated_at timestamp)");
      await database.query(
        `INSERT INTO orders SELECT i, 1, timestamp '2026-01-01' + make_interval(secs => i / 100) FROM generate_series(1, ${rowsAtFirst}) i`,
      );
    });
    afterEach(async () => {
      await database.drop();
      await broker.dropNamespace(namespace);
    });

    for (const { mode, delivery } of cases) {
      for (const victim of ["worker", "console"] as const) {
        it(
          `leaves the topic as it should be: ${mode} with ${delivery}, ${victim} killed ${killsPerCase} times`,
          { timeout: 300_000 },
          async () => {
            const connectionId = await connect(lab, { database, broker, namespace, mode, delivery });
            const wanted = new Map<string, number>();
            let kills = 0;
            for (let round = 0; kills < killsPerCase || round < 2; round++) {
              if (round > 0) await change(database, round);
              await expectRows(database, wanted, { mode, round });
              kills += await syncUnderKills(lab, connectionId, { victim, most: killsPerCase - kills });
            }
            expect(kills).toBe(killsPerCase);
            const found = countRows(await readPresent(broker, namespace));
            expect(lost(found, wanted)).toEqual([]);
            if (delivery === "transactions") expect(lost(wanted, found)).toEqual([]);
          },
        );
      }
    }
  });
});

interface Place extends Case {
  database: TestDatabase;
  broker: TestBroker;
  namespace: string;
}

function connect(lab: SyncLab, { database, broker, namespace, mode, delivery }: Place): Promise<string> {
  const [tenant = "", name = ""] = namespace.split("/");
  return lab.connect({
    source: { connector: "postgres", config: connectorConfigOf(database.url, { schemas: ["public"] }) },
    destination: {
      connector: "pulsar",
      config: {
        ...{
          brokers: broker.serviceUrl,
          admin_url: broker.adminUrl,
          topic_tenant: tenant,
          topic_namespace: name,
        },
        ...{
          authentication: { type: "token", token: broker.tokenFor("admin") },
          topic_pattern: "{stream}",
          delivery,
        },
      },
    },
    streams: [{ namespace: "public", name: "orders", syncMode: mode, cursorField: ["updated_at"] }],
  });
}

/** New rows, and newer versions of old ones; some of both at the same instant as the newest row before. */
async function change(database: TestDatabase, round: number): Promise<void> {
  await database.query(
    `INSERT INTO orders SELECT ${round} * 1000000 + i, 1, (SELECT max(updated_at) FROM orders) + make_interval(secs => i / 50) FROM generate_series(0, 10000) i`,
  );
  await database.query(
    `UPDATE orders SET version = version + 1, updated_at = (SELECT max(updated_at) FROM orders) + interval '1 second'
     WHERE id % 17 = ${round} AND id <= ${rowsAtFirst}`,
  );
}

/** How often each version of each row should be in the topic after the run that comes now. */
async function expectRows(
  database: TestDatabase,
  wanted: Map<string, number>,
  { mode, round }: { mode: SyncMode; round: number },
): Promise<void> {
  if (mode === "full_refresh_overwrite") wanted.clear();
  const rows = await database.query<{ id: string; version: number }>("SELECT id::text, version FROM orders");
  const isIncremental = mode === "incremental_append" && round > 0;
  for (const { id, version } of rows) {
    const line = `${id} ${version}`;
    if (!isIncremental || !wanted.has(line)) wanted.set(line, (wanted.get(line) ?? 0) + 1);
  }
}

/** As Pulsar's own client reads the present generation. */
async function readPresent(broker: TestBroker, namespace: string): Promise<ReadMessage[]> {
  const plain = `persistent://${namespace}/orders`;
  const { body } = await broker.admin("GET", `/persistent/${namespace}`);
  if (!(body as string[]).includes(`${plain}.current`)) return broker.readTopic(plain);
  const pointer = (await broker.readTopic(`${plain}.current`)).at(-1);
  const { topic } = JSON.parse(Buffer.from(String(pointer?.value), "base64").toString()) as { topic: string };
  return broker.readTopic(topic);
}

function countRows(messages: ReadMessage[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { value } of messages) {
    const { id, version } = value as { id: number; version: number };
    const line = `${id} ${version}`;
    counts.set(line, (counts.get(line) ?? 0) + 1);
  }
  return counts;
}

/** What is more often in `wanted` than in `found`; the first ten. */
function lost(found: Map<string, number>, wanted: Map<string, number>): string[] {
  const missing: string[] = [];
  for (const [line, count] of wanted) {
    const there = found.get(line) ?? 0;
    if (there < count) missing.push(`${line}: ${there} of ${count}`);
    if (missing.length === 10) break;
  }
  return missing;
}
