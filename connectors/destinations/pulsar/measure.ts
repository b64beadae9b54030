import type { Context, Measured, StreamPlan } from "@/connectors/sdk";
import type { IncomingMessage } from "@/connectors/sdk/pulsar/types";
import type { PulsarConfig } from "./config";
import { withPulsar, type Pulsar } from "./connection";
import { isBehind, type StreamState } from "./feed-state";
import { readPointer } from "./pointer";
import { eachMessage, partsOf } from "./read-topic";
import { statesOf } from "./states";
import { runPrefix } from "./topics";

/** Messages carry the time of whoever sent them; workers' clocks are less apart. */
const clockMarginMs = 10 * 60 * 1000;

/** Reads the run's topic back, from its beginning on, and counts the rows by the names of the run's producers. */
export async function measure(config: PulsarConfig, plan: StreamPlan, ctx: Context): Promise<Measured> {
  return withPulsar(config, ctx, async (pulsar) => {
    const known = await statesOf(pulsar, plan);
    const counter = new RunCounter(
      known.map(({ feedId, state }) => ({
        prefix: runPrefix(config, { connectionId: plan.connectionId, feedId, syncId: plan.syncId }),
        state: state.syncId === plan.syncId ? state : null,
      })),
    );
    // Without payloads a tombstone looks like a row.
    const withoutPayload = known.every(({ state }) => state.deleted === 0);
    const start = { sinceMs: plan.extractedAtMs - clockMarginMs };
    for (const topic of new Set(known.map(({ state }) => state.topic)))
      for (const part of await partsOf(pulsar.client, pulsar.topics.namespace, topic))
        await eachMessage(pulsar.client, { topic: part, start, withoutPayload }, (message) =>
          counter.take(message),
        );
    return { rows: counter.rows };
  });
}

/**
 * All rows of the topic, whoever wrote them; null where there is no such topic. Of a deduplicated one too: what has given
 * way is there until it is compacted, and only holding every key would tell.
 */
export async function count(config: PulsarConfig, plan: StreamPlan, ctx: Context): Promise<number | null> {
  return withPulsar(config, ctx, async (pulsar) => {
    const topic = await presentTopic(pulsar, plan);
    const parts = topic === null ? [] : await partsOf(pulsar.client, pulsar.topics.namespace, topic);
    if (parts.length === 0) return null;
    let rows = 0;
    for (const part of parts)
      await eachMessage(
        pulsar.client,
        { topic: part, start: { at: "earliest" }, withoutPayload: plan.write !== "deduped" },
        ({ value }) => {
          if (value !== null) rows++;
        },
      );
    return rows;
  });
}

/** The topic that consumers read now; null where no generation is complete yet. */
export async function presentTopic(pulsar: Pulsar, plan: StreamPlan): Promise<string | null> {
  if (pulsar.topics.pointerFor(plan) === null) return pulsar.topics.ofPlan(plan);
  return (await readPointer(pulsar, plan))?.topic ?? null;
}

interface CountedFeed {
  /** Of all its producers in the run; the round follows. */
  prefix: string;
  /** null: a later run has noted its own since. Then the last round that is found counts, as a whole. */
  state: Pick<StreamState, "round" | "writers" | "sequences"> | null;
}

/**
 * Counts what checkpoints vouch for: no tombstones, nothing of a round that was begun anew, nothing behind the last message
 * that a writer's checkpoint named, and nothing that its producer sent again.
 */
export class RunCounter {
  private readonly feeds: { feed: CountedFeed; round: number; rows: number }[];
  private readonly lastSequence = new Map<string, bigint>();

  constructor(feeds: CountedFeed[]) {
    this.feeds = feeds.map((feed) => ({ feed, round: feed.state?.round ?? 0, rows: 0 }));
  }

  get rows(): number {
    return this.feeds.reduce((sum, { rows }) => sum + rows, 0);
  }

  take(message: IncomingMessage): void {
    const { id, producerName, sequenceId, value } = message;
    const counted = this.feeds.find(({ feed }) => producerName.startsWith(feed.prefix));
    if (!counted || value === null) return;
    const { feed } = counted;
    const round = parseInt(producerName.slice(feed.prefix.length), 10);
    if (!feed.state && round > counted.round) Object.assign(counted, { round, rows: 0 });
    if (round !== counted.round || !isVouchedFor(feed.state, message)) return;
    const key = `${id.partition} ${producerName}`;
    if (sequenceId <= (this.lastSequence.get(key) ?? -1n)) return;
    this.lastSequence.set(key, sequenceId);
    counted.rows++;
  }
}

function isVouchedFor(
  state: CountedFeed["state"],
  { id, producerName, sequenceId }: IncomingMessage,
): boolean {
  const { writers = [], sequences = [] } = state ?? {};
  if (writers.length === 0 && sequences.length === 0) return true;
  // Producers of partitions add which one it is.
  const isBy = ({ producer }: { producer: string }) =>
    producerName === producer || producerName.startsWith(`${producer}-partition-`);
  const partition = Math.max(0, id.partition);
  const next = sequences.find(isBy)?.next[partition];
  if (next !== undefined) return sequenceId < BigInt(next);
  const upTo = writers.find(isBy)?.upTo[partition];
  return upTo !== undefined && !isBehind(id, upTo);
}
