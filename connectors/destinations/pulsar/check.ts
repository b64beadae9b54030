import { randomUUID } from "node:crypto";
import { ConfigError, type Context } from "@/connectors/sdk";
import type { IncomingMessage, TopicSchema } from "@/connectors/sdk/pulsar/types";
import type { PulsarConfig } from "./config";
import { withPulsarSoon, type Pulsar } from "./connection";
import { warnOfLoss } from "./data-topics";
import { eachMessage } from "./read-topic";
import { removeDuplicates } from "./repeatable";

const transactionTimeoutMs = 15_000;
const schema: TopicSchema = { name: "", type: "string", definition: new Uint8Array(0), properties: {} };

/** Connects, produces to a topic as a sync will, reads back what arrived, and removes the topic. */
export async function checkDestination(config: PulsarConfig, ctx: Context): Promise<void> {
  await withPulsarSoon(config, ctx, async (pulsar) => {
    const topic = pulsar.topics.full(
      config.topic_test === "" ? `sluice-check-${randomUUID()}` : config.topic_test,
    );
    const content = randomUUID();
    try {
      await writeThere(pulsar, topic, content);
      if (pulsar.isWebSocket) tellOfWebSocket(ctx);
      else if (config.delivery === "at_least_once") await removeDuplicates(pulsar, topic);
      await readBack(pulsar, topic, content);
      if (pulsar.admin) await warnOfLoss(pulsar, pulsar.admin, topic);
    } finally {
      if (config.topic_test === "") await remove(pulsar, topic);
    }
  });
}

function tellOfWebSocket(ctx: Context): void {
  ctx.log(
    "warn",
    "Over WebSocket rows since the last checkpoint come again after a crash, messages do not tell their schema's version, and large ones wait in the quarantine. Where the binary port (6650) is open, use it.",
  );
}

async function writeThere({ client, admin, config }: Pulsar, topic: string, content: string): Promise<void> {
  // Consumers of a topic that exists keep their schema: only a topic of the check's own gets one.
  const isOwn = config.topic_test === "";
  if (admin && isOwn) await admin.topics.create(topic, { partitions: 0 });
  const transaction =
    config.delivery === "transactions"
      ? await client.beginTransaction({ timeoutMs: transactionTimeoutMs })
      : undefined;
  const producer = await client.createProducer({ topic, ...(isOwn ? { schema } : {}) });
  try {
    await producer.send({ value: new TextEncoder().encode(content) }, transaction);
    await producer.flush();
    await transaction?.commit();
  } catch (error) {
    await transaction?.abort();
    throw error;
  } finally {
    await producer.close();
  }
}

async function readBack({ client }: Pulsar, topic: string, content: string): Promise<void> {
  const isOurs = ({ value }: IncomingMessage) => Buffer.from(value ?? []).toString() === content;
  const partitions = await client.partitionsOf(topic);
  const parts =
    partitions === 0
      ? [topic]
      : Array.from({ length: partitions }, (_, index) => `${topic}-partition-${index}`);
  let isThere = false;
  for (const part of parts)
    await eachMessage(client, { topic: part, start: { at: "earliest" } }, (message) => {
      isThere ||= isOurs(message);
    });
  if (isThere) return;
  throw new ConfigError(
    `A message to ${topic} was acknowledged, but is not there when the topic is read back. Give the namespace a retention.`,
  );
}

/** Without the admin URL the broker removes it by itself, when nobody uses it. */
async function remove({ admin, ctx }: Pulsar, topic: string): Promise<void> {
  if (admin) await admin.topics.delete(topic, { isForced: true });
  else ctx.log("info", `${topic} stays until the broker removes it, because that needs the admin URL.`);
}
