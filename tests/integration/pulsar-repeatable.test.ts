import { afterAll, afterEach, beforeAll, beforeEach, expect, it, onTestFailed } from "vitest";
import { describeWithPulsar, sharedBroker, type TestBroker } from "../support/pulsar/broker";
import type { ReadMessage } from "../support/pulsar/java-client";
import { SyncLab } from "../support/sync-lab";
import { syncUnderKills, type Kills } from "../support/kills";

const rowsInRun = 120_000;
const killsPerCase = 6;
const longestWaitMs = 900;

/**
 * Kills workers, or the whole console, at random moments of real syncs of a source whose rows come again as they were, without
 * transactions: what Pulsar's own client reads has every row of every run once.
 */
describeWithPulsar("a repeatable source that is delivered at least once and killed at random moments", () => {
  let lab: SyncLab;
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
  });
  afterEach(() => broker.dropNamespace(namespace));

  const cases: { victim: Kills["victim"]; partitions: number }[] = [
    { victim: "worker", partitions: 0 },
    { victim: "worker", partitions: 3 },
    { victim: "console", partitions: 0 },
  ];
  for (const { victim, partitions } of cases) {
    it(
      `loses nothing and doubles nothing: ${victim} killed ${killsPerCase} times, ${partitions} partitions`,
      { timeout: 300_000 },
      async () => {
        const connectionId = await connect(partitions);
        let [kills, runs] = [0, 0];
        for (; kills < killsPerCase || runs < 2; runs++)
          kills += await syncUnderKills(lab, connectionId, {
            victim,
            most: killsPerCase - kills,
            longestWaitMs,
          });
        expect(kills).toBe(killsPerCase);
        const found = countRows(await broker.readTopic(`persistent://${namespace}/purchases`));
        expect([...found.rows.values()].filter((count) => count !== 1)).toEqual([]);
        expect([...found.versionsById.values()].filter((count) => count !== runs)).toEqual([]);
        expect(found.versionsById.size).toBe(rowsInRun);
      },
    );
  }

  function connect(partitions: number): Promise<string> {
    const [tenant = "", name = ""] = namespace.split("/");
    return lab.connect({
      source: { connector: "sample", config: { count: rowsInRun, records_per_slice: 2000 } },
      destination: {
        connector: "pulsar",
        config: {
          ...{ brokers: broker.serviceUrl, admin_url: broker.adminUrl, partitions },
          ...{ topic_tenant: tenant, topic_namespace: name, topic_pattern: "{stream}" },
          authentication: { type: "token", token: broker.tokenFor("admin") },
          delivery: "at_least_once",
        },
      },
      streams: [{ name: "purchases", syncMode: "incremental_append", cursorField: ["updated_at"] }],
    });
  }
});

/** How often each version of each row is there, and how many versions of each row. */
function countRows(messages: ReadMessage[]): {
  rows: Map<string, number>;
  versionsById: Map<number, number>;
} {
  const rows = new Map<string, number>();
  const versionsById = new Map<number, number>();
  for (const { value } of messages) {
    const { id, updated_at: version } = value as { id: number; updated_at: unknown };
    const row = `${id} ${JSON.stringify(version)}`;
    if (!rows.has(row)) versionsById.set(id, (versionsById.get(id) ?? 0) + 1);
    rows.set(row, (rows.get(row) ?? 0) + 1);
  }
  return { rows, versionsById };
}
