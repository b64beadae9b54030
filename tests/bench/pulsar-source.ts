import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { schemaOf } from "@/connectors/destinations/pulsar/records";
import type { Context, Feed } from "@/connectors/sdk";
import { openPulsarClient } from "@/connectors/sdk/pulsar/client";
import { createTestContext } from "@/connectors/sdk/testing";
import { pulsarSource } from "@/connectors/sources/pulsar";
import { readBrokerFacts, type BrokerFacts } from "../support/pulsar/broker-facts";
import { classPathOf } from "../support/pulsar/prepared-home";
import { configOf, encodedRecords, median, planOf, printed, rowCount, tokenOf } from "./pulsar";
import { row, type BenchResult } from "./report";

const rounds = 3;
const tenant = { topic_tenant: "public", topic_namespace: "default" };

/**
 * Records out of the broker of SLUICE_TEST_PULSAR_HOME as rows, beside the Java client that reads the same topic and takes
 * every field out of every record. Without a broker: nothing.
 */
export async function measurePulsarSource(): Promise<BenchResult[]> {
  const home = process.env.SLUICE_TEST_PULSAR_HOME;
  if (!home) return [];
  const broker = readBrokerFacts(home);
  const ctx = await createTestContext();
  const name = `bench-read-${Date.now()}`;
  try {
    await fill(broker, name, ctx);
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < rounds; round++) {
      ours.push(await readRows(broker, name, ctx));
      theirs.push(await readByJava(broker, name, home));
    }
    const [own, java] = [median(ours), median(theirs)];
    return [
      {
        name: "Pulsar as a source, LZ4",
        note: `${rowCount} Avro records of eleven fields; medians of ${rounds}`,
        rows: [
          row("records read as rows", own, "rows/s"),
          row("the same topic by the Java client", java, "rows/s"),
          row("speed against the Java client", own / java, "times"),
          row("most memory of this process", process.resourceUsage().maxRSS / 1024, "MB"),
        ],
      },
    ];
  } finally {
    await fetch(`${broker.adminUrl}/admin/v2/persistent/public/default/${name}?force=true`, {
      method: "DELETE",
      headers: { Authorization: `Bearer ${tokenOf(broker)}` },
    });
    await ctx.dispose();
  }
}

async function fill(broker: BrokerFacts, name: string, ctx: Context): Promise<void> {
  const config = configOf(broker, "LZ4", "at_least_once");
  const records = encodedRecords("LZ4").map((record) => Buffer.from(record));
  const client = await openPulsarClient({
    serviceUrl: broker.serviceUrl,
    authentication: { type: "token", token: () => tokenOf(broker) },
    signal: ctx.signal,
    clock: ctx.clock,
    log: () => undefined,
  });
  try {
    const producer = await client.createProducer({
      topic: `persistent://public/default/${name}`,
      schema: schemaOf(planOf("bench"), config),
      compression: "lz4",
      batching: { maxMessages: 1000, maxBytes: 128 * 1024, maxDelayMs: 10 },
    });
    for (let sent = 0; sent < rowCount; sent++)
      await producer.send({ value: records[sent % records.length] ?? null });
    await producer.flush();
  } finally {
    await client.close();
  }
}

/** Rows a second, from the first connection to the complete checkpoint. */
async function readRows(broker: BrokerFacts, name: string, ctx: Context): Promise<number> {
  const config = pulsarSource.spec.parse({
    brokers: broker.serviceUrl,
    authentication: { type: "token", token: tokenOf(broker) },
    metadata_columns: [],
    ...tenant,
  });
  const [stream] = await pulsarSource.discover(config, ctx, [{ name }]);
  if (!stream) throw new Error("The topic is not there.");
  const selected = { ...stream, mode: "full_refresh" as const, key: [] };
  const [feed] = (await pulsarSource.feeds?.(config, [selected], ctx)) ?? [];
  if (!feed) throw new Error("Nothing was planned.");
  const begin = performance.now();
  const count = await countRows(config, feed, ctx);
  if (count !== rowCount) throw new Error(`${count} rows came out of ${rowCount} messages.`);
  return rowCount / ((performance.now() - begin) / 1000);
}

async function countRows(
  config: Parameters<typeof pulsarSource.read>[0],
  feed: Feed,
  ctx: Context,
): Promise<number> {
  let count = 0;
  for await (const event of pulsarSource.read(config, feed, null, "rows", ctx))
    if (event.type === "batch" && event.batch.encoding === "rows") count += event.batch.rows.length;
  return count;
}

async function readByJava(broker: BrokerFacts, name: string, home: string): Promise<number> {
  const { stdout } = await promisify(execFile)(
    "java",
    [
      "-Xmx512m",
      "-cp",
      classPathOf(home),
      "BenchReader",
      broker.serviceUrl,
      `persistent://public/default/${name}`,
    ],
    { env: { ...process.env, PULSAR_TOKEN: tokenOf(broker) } },
  );
  return printed.parse(JSON.parse(stdout.trim().split("\n").at(-1) ?? "")).recordsPerSecond;
}
