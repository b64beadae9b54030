import { z } from "zod";
import { ConfigError, type StreamPlan } from "@/connectors/sdk";
import type { Pulsar } from "./connection";
import { makeBook } from "./own-topics";
import { eachMessage } from "./read-topic";

export const pointerKey = "current";

const pointerSchema = z.object({ topic: z.string(), generation: z.int(), syncId: z.int() });

export type Pointer = z.output<typeof pointerSchema>;

/** What the stream's pointer topic names; null where there is none. */
export async function readPointer({ client, topics }: Pulsar, plan: StreamPlan): Promise<Pointer | null> {
  const topic = topics.pointerFor(plan);
  if (topic === null || !(await client.topicsOf(topics.namespace)).includes(topic)) return null;
  let text: string | null = null;
  await eachMessage(client, { topic, start: { at: "earliest" }, isCompacted: true }, ({ key, value }) => {
    if (key === pointerKey) text = Buffer.from(value ?? []).toString();
  });
  if (text === null) return null;
  try {
    return pointerSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new ConfigError(`${topic} holds a message that Sluice did not write. Remove the topic.`, { cause });
  }
}

/** Names another topic as the present one, for everyone who follows the pointer. */
export async function writePointer(pulsar: Pulsar, topic: string, pointer: Pointer): Promise<void> {
  await makeBook(pulsar, topic);
  const producer = await pulsar.client.createProducer({ topic });
  try {
    await producer.send({ key: pointerKey, value: new TextEncoder().encode(JSON.stringify(pointer)) });
    await producer.flush();
  } finally {
    await producer.close();
  }
}
