import { createHash } from "node:crypto";
import { ConfigError, type StreamPlan } from "@/connectors/sdk";
import type { Pulsar } from "./connection";
import { makeBook } from "./own-topics";
import { eachMessage } from "./read-topic";
import { tableKey } from "./topics";

const key = "emptied";

/**
 * Empties the stream's topic once for each generation, before its first row, whichever of the stream's feeds comes first:
 * a topic of its own notes the generation, and whoever writes there is alone.
 */
export async function emptyOnce(pulsar: Pulsar, plan: StreamPlan, topic: string): Promise<void> {
  const { admin, client, topics } = pulsar;
  if (!admin)
    throw new ConfigError("Emptying a topic needs the admin URL. Give it, or overwrite by new topics.", {
      field: ["admin_url"],
    });
  const seed = `${plan.connectionId}\0${tableKey(plan.table)}`;
  const book = topics.full(`sluice-emptied-${createHash("sha256").update(seed).digest("hex").slice(0, 16)}`);
  await makeBook(pulsar, book);
  const producer = await client.createProducer({ topic: book, access: "wait_for_exclusive" });
  try {
    let emptied = 0;
    await eachMessage(client, { topic: book, start: { at: "earliest" }, isCompacted: true }, ({ value }) => {
      emptied = Number(Buffer.from(value ?? []).toString());
    });
    if (emptied >= plan.generation) return;
    await admin.topics.truncate(topic);
    await producer.send({ key, value: new TextEncoder().encode(String(plan.generation)) });
    await producer.flush();
  } finally {
    await producer.close();
  }
}
