import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, onTestFailed } from "vitest";
import { describeWithPulsar, sharedBroker, type TestBroker } from "../support/pulsar/broker";
import type { ReadMessage } from "../support/pulsar/java-client";
import { pause, SyncLab } from "../support/sync-lab";
import { syncUnderKills, type Kills } from "../support/kills";

const rowsInRun = 120_000;
const killsPerCase = 6;
const longestWaitMs = 900;
const pollMs = 20;
const padding = "x".repeat(200);

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

  it(
    `loses nothing and doubles nothing of files: worker killed ${killsPerCase} times while rows arrive`,
    { timeout: 300_000 },
    async () => {
      await putFiles(0);
      const connectionId = await lab.connect({
        source: {
          connector: "file",
          config: {
            ...{ dataset_name: "purchases", format: "jsonl", url: "purchases/*.jsonl" },
            provider: { storage: "local" },
          },
        },
        destination: destination(0),
        streams: [
          {
            name: "purchases",
            syncMode: "incremental_append",
            cursorField: ["_ab_source_file_last_modified"],
          },
        ],
      });
      let [kills, runs] = [0, 0];
      for (; kills < killsPerCase || runs < 2; runs++) {
        if (runs > 0) await putFiles(runs * rowsInRun);
        const runId = await lab.sync(connectionId);
        while (kills < killsPerCase && (await rowsArrive(runId))) if (lab.killWorkers()) kills++;
        expect(await lab.until(runId)).toMatchObject({ status: "succeeded" });
      }
      expect(kills).toBe(killsPerCase);
      const found = countIds(await broker.readTopic(`persistent://${namespace}/purchases`));
      expect([...found.values()].filter((count) => count !== 1)).toEqual([]);
      expect(found.size).toBe(runs * rowsInRun);
    },
  );

  /** Rows are on their way, so that some of them are behind the last checkpoint; false where the run ends first. */
  async function rowsArrive(runId: string): Promise<boolean> {
    const before = await countArrived();
    while ((await lab.run(runId)).endedAt === null) {
      if ((await countArrived()) > before) return true;
      await pause(pollMs);
    }
    return false;
  }

  /** As the broker counts them; 0 where the topic is not there yet. */
  async function countArrived(): Promise<number> {
    const { body } = await broker.admin("GET", `/persistent/${namespace}/purchases/stats`);
    return (body as { msgInCounter?: number } | null)?.msgInCounter ?? 0;
  }

  /** Those of one run: a large file, and small ones behind it. */
  async function putFiles(from: number): Promise<void> {
    const folder = path.join(lab.localFilesDir, "purchases");
    await mkdir(folder, { recursive: true });
    const sizes = [rowsInRun / 2, ...Array.from({ length: 600 }, () => rowsInRun / 1200)];
    let next = from;
    for (const [index, size] of sizes.entries()) {
      const lines = Array.from(
        { length: size },
        (_, row) => `{"id":${next + row},"note":"row ${row} of ${index} ${padding}"}\n`,
      );
      await writeFile(path.join(folder, `${from}-${index}.jsonl`), lines.join(""));
      next += size;
    }
  }

  function connect(partitions: number): Promise<string> {
    return lab.connect({
      source: { connector: "sample", config: { count: rowsInRun, records_per_slice: 2000 } },
      destination: destination(partitions),
      streams: [{ name: "purchases", syncMode: "incremental_append", cursorField: ["updated_at"] }],
    });
  }

  function destination(partitions: number) {
    const [tenant = "", name = ""] = namespace.split("/");
    return {
      connector: "pulsar",
      config: {
        ...{ brokers: broker.serviceUrl, admin_url: broker.adminUrl, partitions },
        ...{ topic_tenant: tenant, topic_namespace: name, topic_pattern: "{stream}" },
        authentication: { type: "token", token: broker.tokenFor("admin") },
        delivery: "at_least_once",
      },
    };
  }
});

function countIds(messages: ReadMessage[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { value } of messages) {
    const { id } = value as { id: number };
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

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
