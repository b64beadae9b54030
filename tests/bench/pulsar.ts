import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { spec } from "@/connectors/destinations/pulsar/config";
import { pulsarDestination } from "@/connectors/destinations/pulsar";
import { RecordWriter, schemaOf } from "@/connectors/destinations/pulsar/records";
import { BatchPacker } from "@/connectors/sdk/pulsar/batch-packer";
import { messagesOf } from "@/connectors/sdk/pulsar/packed-messages";
import { SequenceCounter } from "@/connectors/sdk/pulsar/sequence-counter";
import type { Field, RowsBatch, StreamPlan, Value } from "@/connectors/sdk";
import { checkpointOf, columnsOf, createTestContext, planFeed, planStream } from "@/connectors/sdk/testing";
import { readBrokerFacts, type BrokerFacts } from "../support/pulsar/broker-facts";
import { classPathOf } from "../support/pulsar/prepared-home";
import { mintToken } from "../support/pulsar/tokens";
import { row, type BenchResult } from "./report";

export const rowCount = 1_000_000;
const rowsPerBatch = 10_000;
const rowsPerCheckpoint = 250_000;
const warmUpRows = 200_000;
const rounds = 3;

const fields: Field[] = [
  { name: "id", type: { kind: "integer", bits: 64 }, nullable: false },
  { name: "email", type: { kind: "string" }, nullable: true },
  { name: "comment", type: { kind: "string" }, nullable: true },
  { name: "amount", type: { kind: "decimal", precision: 12, scale: 2 }, nullable: true },
  { name: "score", type: { kind: "number", bits: 64 }, nullable: true },
  { name: "is_paid", type: { kind: "boolean" }, nullable: true },
  { name: "due", type: { kind: "date" }, nullable: true },
  { name: "updated_at", type: { kind: "timestamp", zoned: true }, nullable: true },
];

/**
 * Normalized records into the broker of SLUICE_TEST_PULSAR_HOME, beside the Java client that sends the same bytes ready
 * made. Ours are encoded on the way, and end with a checkpoint. Without a broker: nothing.
 */
export async function measurePulsar(): Promise<BenchResult[]> {
  const home = process.env.SLUICE_TEST_PULSAR_HOME;
  if (!home) {
    console.log("Pulsar is not measured: SLUICE_TEST_PULSAR_HOME names no prepared broker.");
    return [];
  }
  const broker = readBrokerFacts(home);
  const folder = await mkdtemp(path.join(tmpdir(), "sluice-bench-pulsar-"));
  try {
    const results: BenchResult[] = [];
    for (const compression of ["NONE", "LZ4"] as const)
      results.push(await measureBeside(broker, { home, folder, compression }));
    return results;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Setting {
  home: string;
  folder: string;
  compression: "NONE" | "LZ4";
}

async function measureBeside(broker: BrokerFacts, setting: Setting): Promise<BenchResult> {
  const java: number[] = [];
  const ours: Record<Way, Pace[]> = { columns: [], rows: [], transactions: [] };
  for (let round = 0; round <= rounds; round++) {
    for (const way of ways) {
      const pace = await writeRows(broker, setting, way);
      if (round > 0) ours[way].push(pace); // the first one warms the broker up
    }
    const theirs = await writeByJava(broker, setting);
    if (round > 0) java.push(theirs);
  }
  const anchor = median(java);
  const paceOf = (way: Way) => median(ours[way].map(({ rowsPerSecond }) => rowsPerSecond));
  const costOf = (way: Way) => median(ours[way].map(({ cpuMicros }) => cpuMicros));
  return {
    name: `Pulsar, ${setting.compression}`,
    note: `${rowCount} records of ${Math.round(recordsOf(setting).bytes / rowsPerBatch)} bytes; medians of ${rounds}`,
    rows: [
      row("columns encoded and stored, at least once", paceOf("columns"), "rows/s"),
      row("rows encoded and stored, at least once", paceOf("rows"), "rows/s"),
      row("columns encoded and stored, in transactions", paceOf("transactions"), "rows/s"),
      row("the same bytes by the Java client", anchor, "rows/s"),
      row("columns against the Java client", paceOf("columns") / anchor, "times", { atLeast: 0.8 }),
      row("rows against the Java client", paceOf("rows") / anchor, "times", { atLeast: 0.8 }),
      row("transactions against the Java client", paceOf("transactions") / anchor, "times"),
      row("processor time of this process, columns", costOf("columns"), "µs/row"),
      row("processor time of this process, rows", costOf("rows"), "µs/row"),
      row("processor time of this process, transactions", costOf("transactions"), "µs/row"),
      row("most memory of this process", process.resourceUsage().maxRSS / 1024, "MB", { below: 256 }),
    ],
  };
}

interface Pace {
  /** From the first batch to the last checkpoint. */
  rowsPerSecond: number;
  /** Of a row, over all threads of this process. */
  cpuMicros: number;
}

/** As columns or rows at least once, and as columns in transactions. */
const ways = ["columns", "rows", "transactions"] as const;
type Way = (typeof ways)[number];

async function writeRows(broker: BrokerFacts, { compression }: Setting, way: Way): Promise<Pace> {
  const config = configOf(broker, compression, way === "transactions" ? way : "at_least_once");
  const plan = planOf(`bench-${compression}-${way}-${Date.now()}`.toLowerCase());
  const ctx = await createTestContext();
  const feed = planFeed(plan, 1);
  const writer = await pulsarDestination.open(config, feed, ctx);
  try {
    await writer.checkpoint();
    const batch = way === "rows" ? batchOfRows() : columnsOf(fields, batchOfRows().rows);
    await writer.write(0, batch);
    const before = process.cpuUsage();
    const begin = performance.now();
    for (let written = rowsPerBatch; written < rowCount + rowsPerBatch; written += rowsPerBatch) {
      await writer.write(0, batch);
      if (written % rowsPerCheckpoint === 0)
        await writer.commit(checkpointOf(feed, written, written, written >= rowCount));
    }
    const seconds = (performance.now() - begin) / 1000;
    const { user, system } = process.cpuUsage(before);
    return { rowsPerSecond: rowCount / seconds, cpuMicros: (user + system) / rowCount };
  } finally {
    await writer.close();
    await pulsarDestination.clear(config, plan, ctx);
    await ctx.dispose();
  }
}

export const printed = z.object({ recordsPerSecond: z.number() });

async function writeByJava(broker: BrokerFacts, setting: Setting): Promise<number> {
  const records = path.join(setting.folder, "records");
  const definition = path.join(setting.folder, "definition.avsc");
  await writeFile(records, recordsOf(setting).framed);
  await writeFile(
    definition,
    schemaOf(planOf("bench"), configOf(broker, setting.compression, "at_least_once")).definition,
  );
  const topic = `persistent://public/default/bench-java-${Date.now()}`;
  const counts = [rowCount, warmUpRows].map(String);
  const { stdout } = await promisify(execFile)(
    "java",
    [
      ...["-Xmx512m", "-cp", classPathOf(setting.home), "BenchProducer", broker.serviceUrl, topic, records],
      ...[...counts, setting.compression, definition],
    ],
    { env: { ...process.env, PULSAR_TOKEN: tokenOf(broker) } },
  );
  return printed.parse(JSON.parse(stdout.trim().split("\n").at(-1) ?? "")).recordsPerSecond;
}

/** The records of one batch as the destination encodes them. */
export function encodedRecords(compression: Setting["compression"]): Uint8Array[] {
  const config = spec.parse({ brokers: "none", compression_type: compression });
  const whole = { maxMessages: rowsPerBatch, maxBytes: Infinity, batchLimit: Infinity };
  const packer = new BatchPacker({ ...whole, partition: 0, headRoom: 0 }, new SequenceCounter(0n));
  const writer = new RecordWriter(planOf("bench"), config);
  const batch = writer.open(batchOfRows());
  for (let index = 0; index < batch.count; index++) writer.add(batch, index, packer);
  const messages = packer.take(true).flatMap((batch) => [...messagesOf(batch)]);
  return messages.map(({ value }) => {
    if (value === null) throw new Error("A row became a tombstone.");
    return value;
  });
}

/** Each record behind its length. */
function recordsOf({ compression }: Setting): { framed: Buffer; bytes: number } {
  const records = encodedRecords(compression);
  const parts = records.flatMap((record) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(record.length);
    return [length, record];
  });
  return { framed: Buffer.concat(parts), bytes: records.reduce((sum, { length }) => sum + length, 0) };
}

export function batchOfRows(): RowsBatch {
  const rows = Array.from({ length: rowsPerBatch }, (_, index): Value[] => [
    index * 7919,
    `person.${index}@example.com`,
    `order ${index} was packed with care and goes out on day ${index % 31}`,
    `${index}.${String(index % 100).padStart(2, "0")}`,
    index / 3,
    index % 2 === 0,
    `2026-${String((index % 12) + 1).padStart(2, "0")}-01`,
    `2026-11-30T00:00:${String(index % 60).padStart(2, "0")}.${String(index).padStart(6, "0")}Z`,
  ]);
  return { encoding: "rows", rows, bytes: rows.length * 200 };
}

export function planOf(name: string): StreamPlan {
  return planStream({ connectionId: `bench-${name}`, namespace: "bench", name, fields, write: "append" });
}

export function configOf(broker: BrokerFacts, compression: string, delivery: string) {
  return spec.parse({
    brokers: broker.serviceUrl,
    admin_url: broker.adminUrl,
    authentication: { type: "token", token: tokenOf(broker) },
    topic_pattern: "{stream}",
    compression_type: compression,
    delivery,
  });
}

export function tokenOf({ tokenSecret }: BrokerFacts): string {
  return mintToken(Buffer.from(tokenSecret, "base64"), "admin");
}

export function median(values: number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}
