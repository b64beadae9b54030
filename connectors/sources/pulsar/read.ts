import {
  type Context,
  type Feed,
  type Position,
  type ReadEvent,
  RestartFeedError,
  type SelectedStream,
} from "@/connectors/sdk";
import { interruptible } from "@/connectors/sdk/interruptible";
import type { PulsarSourceConfig } from "./config";
import { openPulsar, type Pulsar } from "./connection";
import type { MessageId } from "@/connectors/sdk/pulsar/types";
import { Decoders } from "./decoders";
import { endsOf, type TopicEnds } from "./feeds";
import { parsePlace, parsePosition, type TopicPosition } from "./position";
import { Progress, replacedParts } from "./progress";
import { readPartition } from "./read-partition";
import { RowBuffer } from "./row-buffer";
import { fullNameOf, partOf } from "./topics";

/** How much comes at once, and how often reading can be taken up again. */
export interface Pace {
  batchBytes: number;
  checkpointEveryMs: number;
  checkpointEveryBytes: number;
}

/**
 * Values out of records take three to four times of what is counted of them; of larger batches most is still there when the
 * collector comes, which costs a fifth more processor time and a hundred megabytes (measured with 2 MB).
 */
export const defaultPace: Pace = {
  batchBytes: 512 * 1024,
  checkpointEveryMs: 2_000,
  checkpointEveryBytes: 64 * 1024 * 1024,
};

/** One topic, its partitions one after the other: messages of a key, which are in one of them, stay in order. */
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
  const reading = new TopicReading(pulsar, stream, progress, pace);
  for (const [name, end] of Object.entries(ends.until)) {
    const until = parsePlace(end, Number(name));
    if (until !== "start") yield* reading.partition(Number(name), until.id);
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

/** Rows, and where a checkpoint is due, one behind them. */
class TopicReading {
  private readonly full: string;
  private readonly buffer: RowBuffer;
  private readonly decoders: Decoders;
  private lastMs: number;
  private bytes = 0;
  /** Something was read that no checkpoint vouches for. */
  private isAhead = false;

  constructor(
    private readonly pulsar: Pulsar,
    stream: SelectedStream,
    private readonly progress: Progress,
    private readonly pace: Pace,
  ) {
    const { config, client, ctx } = pulsar;
    this.full = fullNameOf(config, stream.name);
    this.buffer = new RowBuffer(stream, config.tombstones);
    this.decoders = new Decoders(client, this.full, this.buffer.payloadFields);
    this.lastMs = ctx.clock.now();
  }

  async *partition(partition: number, until: MessageId): AsyncGenerator<ReadEvent> {
    const { buffer, decoders, pace, progress } = this;
    const topic = partOf(this.full, partition);
    const range = { topic, partition, from: progress.placeOf(partition), until };
    for await (const messages of readPartition(this.pulsar, range)) {
      for (const message of messages) {
        if (buffer.mustGoBefore(message)) yield* buffer.take();
        if (buffer.isDelete(message)) buffer.delete(message.key ?? "");
        else {
          const decode = decoders.knownFor(message) ?? (await decoders.decoderOf(message));
          buffer.add(message, topic, decode(message));
        }
        progress.reach(message.id);
        this.isAhead = true;
        if (buffer.bytes >= pace.batchBytes) yield* this.hand();
      }
      if (this.isDue()) yield* this.hand();
    }
    progress.endPartition();
  }

  *end(): Generator<ReadEvent> {
    yield* this.buffer.take();
    yield { type: "checkpoint", position: this.progress.toPosition(), complete: true };
  }

  /** What is here, and a checkpoint where one is due. */
  private *hand(): Generator<ReadEvent> {
    this.bytes += this.buffer.bytes;
    yield* this.buffer.take();
    if (!this.isDue()) return;
    yield { type: "checkpoint", position: this.progress.toPosition() };
    this.lastMs = this.pulsar.ctx.clock.now();
    this.bytes = 0;
    this.isAhead = false;
  }

  private isDue(): boolean {
    const { checkpointEveryBytes, checkpointEveryMs } = this.pace;
    const sinceMs = this.pulsar.ctx.clock.now() - this.lastMs;
    return this.isAhead && (this.bytes >= checkpointEveryBytes || sinceMs >= checkpointEveryMs);
  }
}
