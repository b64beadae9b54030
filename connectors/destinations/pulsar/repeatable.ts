import { AuthError, type StreamPlan } from "@/connectors/sdk";
import type { PulsarAdmin } from "@/connectors/sdk/pulsar/admin";
import type { Producer } from "@/connectors/sdk/pulsar/types";
import type { Pulsar } from "./connection";
import type { SequenceState, StreamState } from "./feed-state";

/** So long a broker may take to hear of a topic's policy, and to read what it has of the topic. */
const patienceMs = 10_000;
const pollMs = 100;

/**
 * Switches the broker's de-duplication on for a topic, and waits until it goes by it. Told, and left, where that cannot be done
 * or seen: messages bear the same ids all the same, so that de-duplication of the namespace or the broker serves as well.
 */
export async function removeDuplicates({ admin, ctx }: Pulsar, topic: string): Promise<void> {
  const unless =
    "After a crash, rows since the last checkpoint come twice unless the broker removes duplicates there.";
  if (!admin) {
    ctx.log("warn", `De-duplication of ${topic} cannot be switched on without the admin URL. ${unless}`);
    return;
  }
  try {
    if (await admin.topics.removesDuplicates(topic)) return;
    await admin.topics.setDeduplication(topic, true);
    if (await isSoonOn(admin, topic, ctx)) return;
    ctx.log("warn", `De-duplication of ${topic} is switched on, but not at work yet. ${unless}`);
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    ctx.log("warn", `De-duplication of ${topic} cannot be switched on: ${error.message} ${unless}`);
  }
}

async function isSoonOn(
  admin: PulsarAdmin,
  topic: string,
  { clock, signal }: Pulsar["ctx"],
): Promise<boolean> {
  const endsAt = clock.now() + patienceMs;
  while (clock.now() < endsAt) {
    if (await admin.topics.removesDuplicates(topic)) return true;
    await clock.sleep(pollMs, signal);
  }
  return false;
}

/**
 * Whether a row goes to the same partition each time. The key of a row in which a part of it is null is an id of its own, which
 * is another one each time.
 */
export async function hasSteadyPartitions(
  { client }: Pulsar,
  plan: StreamPlan,
  topic: string,
): Promise<boolean> {
  if (plan.columns.every((column) => !column.nullable || !isInKey(plan, column))) return true;
  return (await client.partitionsOf(topic)) === 0;
}

function isInKey(
  { write, key, stream }: StreamPlan,
  { name, field }: StreamPlan["columns"][number],
): boolean {
  return write === "deduped" ? key.includes(name) : stream.primaryKey.some(([part]) => part === field);
}

/**
 * The name and ids under which rows behind the checkpoint were sent before, if they were. null where the topic has been given
 * partitions since: rows then go to other ones, and an id would stand for another row.
 */
export async function sequenceToGoOn(
  { client, ctx }: Pulsar,
  { topic, sequences }: StreamState,
): Promise<SequenceState | null> {
  const last = sequences.at(-1);
  if (!last) return null;
  const [before, now] = [Object.keys(last.next).length, Math.max(1, await client.partitionsOf(topic))];
  if (before === now) return last;
  ctx.log(
    "warn",
    `${topic} has ${now} partitions, and had ${before} at the last checkpoint: rows behind it that were sent before come twice.`,
  );
  return null;
}

export function isNamed({ sequences }: StreamState, { name }: Producer): boolean {
  return sequences.some(({ producer }) => producer === name);
}

/** With what the next checkpoint says of the producer. */
export function withSequenceOf({ sequences }: StreamState, producer: Producer): SequenceState[] {
  const { name } = producer;
  const next = [...producer.nextSequenceIds()].map(
    ([partition, id]) => [String(partition), String(id)] as const,
  );
  const others = sequences.filter((sequence) => sequence.producer !== name);
  return [...others, { producer: name, next: Object.fromEntries(next) }];
}

export function idsOf({ next }: SequenceState): Map<number, bigint> {
  return new Map(Object.entries(next).map(([partition, id]) => [Number(partition), BigInt(id)]));
}
