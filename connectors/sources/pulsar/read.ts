import {
  type Context,
  type Feed,
  type Position,
  type ReadEvent,
  RestartFeedError,
  type SelectedStream,
} from "@/connectors/sdk";
import { interruptible } from "@/connectors/sdk/interruptible";
import { readingKey } from "@/connectors/sdk/reading-key";
import type { PulsarSourceConfig } from "./config";
import { openPulsar, type Pulsar } from "./connection";
import type { MessageId } from "@/connectors/sdk/pulsar/types";
import { Decoders } from "./decoders";
import { endsOf, type TopicEnds } from "./feeds";
import { parsePlace, parsePosition, type TopicPosition } from "./position";
import { Progress, replacedParts } from "./progress";
import { isOtherThan, readPartition } from "./read-partition";
import { RowBuffer } from "./row-buffer";
import { fullNameOf, partOf } from "./topics";

/** To be raised where the same messages would come as other rows, or with checkpoints behind others. */
const readingVersion = 1;

/** How much comes at once, and how often reading can be taken up again. */
export interface Pace {
  batchBytes: number;
  checkpointEveryBytes: number;
}

/**
 * Values out of records take three to four times of what is counted of them; of larger batches most is still there when the
 * collector comes, which costs a fifth more processor time and a hundred megabytes (measured with 2 MB).
 */
export const defaultPace: Pace = {
  batchBytes: 512 * 1024,
  checkpointEveryBytes: 16 * 1024 * 1024,
};

/**
 * One topic, its partitions one after the other: messages of a key, which are in one of them, stay in order.
 *
 * Repeatable (`Feed.isRepeatable`) whatever retention removes meanwhile. It removes whole ledgers, so that from a position
 * in one all that follows in it is there, or nothing. In front of the first message of a ledger, and of a partition, stands a
 * checkpoint that names that message, unless the run goes on there; none is given that no checkpoint has named. A
 * partition that is being read is gone on with before the others, which may show more than before: a transaction was committed.
 */
export function readFeed(
  config: PulsarSourceConfig,
  feed: Feed,
  position: Position | null,
  ctx: Context,
  pace = defaultPace,
): AsyncIterable<ReadEvent> {
  return interruptible(ctx, async function* (inner) {
    const pulsar = await openPulsar(config, inner);
    try {
      yield* readTopic(pulsar, feed, parsePosition(position), pace);
    } finally {
      await pulsar.client.close();
    }
  });
}

async function* readTopic(
  pulsar: Pulsar,
  feed: Feed,
  stored: TopicPosition | null,
  pace: Pace,
): AsyncGenerator<ReadEvent> {
  const [stream, ...others] = feed.streams;
  if (!stream || others.length > 0)
    throw new Error(`A feed of this source has one stream, not ${feed.streams.length}.`);
  const ends = await endsOf(pulsar, feed);
  const progress = beginAt(pulsar, stream, stored, ends);
  const reads = keyOf(pulsar.config);
  const goesOnAt = stored?.reads === reads ? stored.at : undefined;
  const reading = new TopicReading(pulsar, stream, { progress, pace, reads });
  const partitions = Object.entries(ends.until);
  const isBegun = ([name]: [string, string]) => name === goesOnAt;
  for (const part of [...partitions.filter(isBegun), ...partitions.filter((other) => !isBegun(other))]) {
    const [partition, until] = [Number(part[0]), parsePlace(part[1], Number(part[0]))];
    if (until !== "start") yield* reading.partition(partition, until.id, isBegun(part));
  }
  yield* reading.end();
}

/** Where the partitions are taken up. A topic that is another one than that which was read is told, and read from its begin. */
function beginAt(
  { config, ctx }: Pulsar,
  stream: SelectedStream,
  stored: TopicPosition | null,
  ends: TopicEnds,
): Progress {
  const progress = new Progress(stored, ends);
  if (stored === null && config.start.at === "latest") progress.skipTo(ends);
  const replaced = replacedParts(stored, ends);
  if (replaced.length === 0) return progress;
  const what = `The topic ${fullNameOf(config, stream.name)} was deleted and made anew since it was read`;
  if (stream.mode === "full_refresh") throw new RestartFeedError(`${what}.`);
  ctx.log("warn", `${what}: it is read from its oldest message. What the former one had, stays.`, {
    partitions: replaced,
  });
  for (const partition of replaced) progress.beginAnew(partition);
  return progress;
}

/** Of what decides about rows besides the topic and the columns. */
function keyOf({ brokers, topic_tenant, topic_namespace, end_date, tombstones }: PulsarSourceConfig): string {
  return readingKey(readingVersion, brokers, topic_tenant, topic_namespace, end_date, tombstones);
}

/** Rows, and where a checkpoint is due, one behind them. */
class TopicReading {
  private readonly full: string;
  private readonly buffer: RowBuffer;
  private readonly decoders: Decoders;
  private readonly progress: Progress;
  private readonly pace: Pace;
  private readonly reads: string;
  private bytes = 0;

  constructor(
    private readonly pulsar: Pulsar,
    stream: SelectedStream,
    how: { progress: Progress; pace: Pace; reads: string },
  ) {
    const { config, client } = pulsar;
    ({ progress: this.progress, pace: this.pace, reads: this.reads } = how);
    this.full = fullNameOf(config, stream.name);
    this.buffer = new RowBuffer(stream, config.tombstones);
    this.decoders = new Decoders(client, this.full, this.buffer.payloadFields);
  }

  /** `goesOn`: the stored position stands in it. */
  async *partition(partition: number, until: MessageId, goesOn: boolean): AsyncGenerator<ReadEvent> {
    const { buffer, decoders, pace, progress } = this;
    const topic = partOf(this.full, partition);
    const from = progress.placeOf(partition);
    let ledger = goesOn && from !== undefined && from !== "start" ? from.id.ledgerId : null;
    let isFirst = true;
    for await (const messages of readPartition(this.pulsar, { topic, partition, from, until })) {
      for (const message of messages) {
        const { id } = message;
        if (id.ledgerId !== ledger || (isFirst && isOtherThan(from, id))) yield* this.announce(id);
        ledger = id.ledgerId;
        isFirst = false;
        if (buffer.mustGoBefore(message)) yield* this.give();
        if (buffer.isDelete(message)) buffer.delete(message.key ?? "");
        else {
          const decode = decoders.knownFor(message) ?? (await decoders.decoderOf(message));
          buffer.add(message, topic, decode(message));
        }
        progress.reach(message.id);
        if (buffer.bytes >= pace.batchBytes) yield* this.hand(partition);
      }
    }
    progress.endPartition();
  }

  *end(): Generator<ReadEvent> {
    yield* this.give();
    yield { type: "checkpoint", position: this.progress.toPosition(), complete: true };
  }

  /** What is here, and a checkpoint in front of the message. */
  private *announce(id: MessageId): Generator<ReadEvent> {
    yield* this.give();
    this.progress.announce(id);
    yield* this.vouch(id.partition);
  }

  /** What is here, and a checkpoint where one is due. */
  private *hand(partition: number): Generator<ReadEvent> {
    yield* this.give();
    if (this.bytes >= this.pace.checkpointEveryBytes) yield* this.vouch(partition);
  }

  private *give(): Generator<ReadEvent> {
    this.bytes += this.buffer.bytes;
    yield* this.buffer.take();
  }

  private *vouch(partition: number): Generator<ReadEvent> {
    yield { type: "checkpoint", position: this.progress.toPositionAt(partition, this.reads) };
    this.bytes = 0;
  }
}
