import { type Change, type RowsBatch, type StreamPlan, type WriteResult } from "@/connectors/sdk";
import type { Compression, Producer, Transaction } from "@/connectors/sdk/pulsar/types";
import { hasReportedDeletes } from "@/connectors/sdk/deduping/deletes";
import type { PulsarConfig } from "./config";
import type { Pulsar } from "./connection";
import { makeDataTopic, removeTopic } from "./data-topics";
import { storedId, type StreamState } from "./feed-state";
import { MessageBuffer, messagesIn, toOutgoing } from "./message-buffer";
import { opProperty, RecordWriter } from "./records";
import { producerName, tableKey } from "./topics";
import { emptyOnce } from "./truncating";

const maxBatchBytes = 128 * 1024;

export interface LaneOptions {
  pulsar: Pulsar;
  plan: StreamPlan;
  feedId: string;
  fence: number;
  /** What is known of the stream; null where the feed starts anew. */
  earlier: StreamState | null;
  /** The feed starts at its beginning in this run. */
  isFresh: boolean;
}

/** How rows of one stream of the feed come to its topic. */
export class Lane {
  readonly buffer = new MessageBuffer();
  /** What the next checkpoint says of the stream. */
  state: StreamState;
  private readonly records: RecordWriter;
  private readonly constant: Record<string, string> | null;

  private constructor(
    private readonly options: LaneOptions,
    private readonly producer: Producer,
    state: StreamState,
  ) {
    const { plan, pulsar } = options;
    this.state = state;
    this.records = new RecordWriter(plan, pulsar.config);
    this.constant = pulsar.config.message_properties ? constantProperties(plan) : null;
  }

  static async open(options: LaneOptions): Promise<Lane> {
    const { pulsar, plan, fence } = options;
    const state = stateFor(options);
    const { earlier } = options;
    if (options.isFresh && plan.write === "overwrite") {
      const hadRows = earlier !== null && earlier.topic === state.topic && earlier.round < state.round;
      if (hadRows && pulsar.config.overwrite === "new_topic")
        await removeTopic(pulsar, state.topic, "the generation begins anew");
    }
    await makeDataTopic(pulsar, plan, state.topic);
    if (options.isFresh && plan.write === "overwrite" && pulsar.config.overwrite === "truncate")
      await emptyOnce(pulsar, plan, state.topic);
    const { connectionId, syncId, generation } = plan;
    const mark = { connectionId, feedId: options.feedId, syncId };
    const producer = await pulsar.client.createProducer({
      topic: state.topic,
      name: producerName(pulsar.config, mark, { round: state.round, generation, fence }),
      schema: new RecordWriter(plan, pulsar.config).schema,
      compression: compressionOf(pulsar.config),
      batching: batchingOf(pulsar.config),
      chunking: true,
      properties: constantProperties(plan),
    });
    return new Lane(options, producer, state);
  }

  get resentCount(): number {
    return this.producer.resentCount;
  }

  /** Gives up the buffer between rows, where it is full. */
  *add({ rows, changes }: RowsBatch, result: WriteResult): Generator<void> {
    const none: Change[] = [];
    for (const [index, row] of rows.entries()) {
      const added = this.records.add(row, changes?.get(index) ?? none, this.buffer);
      if ("quarantined" in added) result.quarantined.push(added.quarantined);
      else {
        result.written++;
        result.changed += added.changed;
        this.state.rows++;
      }
      if (this.buffer.isFull) yield;
    }
  }

  /** Tombstones, where the plan heeds what the source reports as deleted. */
  *delete(keys: unknown[][]): Generator<void> {
    if (!hasReportedDeletes(this.options.plan)) return;
    for (const key of keys) {
      this.records.addDeleted(key, this.buffer);
      this.state.deleted++;
      if (this.buffer.isFull) yield;
    }
  }

  async send(chunk: Uint8Array, transaction?: Transaction): Promise<void> {
    for (const message of messagesIn(chunk)) {
      const constant =
        this.constant && message.value === null
          ? { ...this.constant, [opProperty]: "delete" }
          : this.constant;
      const room = this.producer.send(toOutgoing(message, constant), transaction);
      if (room) await room;
    }
  }

  flush(): Promise<void> {
    return this.producer.flush();
  }

  /** Notes how far the next checkpoint vouches for what this writer has sent. Without transactions only. */
  noteSent(): void {
    const upTo = [...this.producer.lastMessageIds()].map(
      ([partition, id]) => [String(partition), storedId(id)] as const,
    );
    if (upTo.length === 0) return;
    const { name } = this.producer;
    const others = this.state.writers.filter(({ producer }) => producer !== name);
    this.state.writers = [...others, { producer: name, upTo: Object.fromEntries(upTo) }];
  }

  close(): Promise<void> {
    return this.producer.close();
  }
}

function stateFor({ pulsar, plan, earlier, isFresh }: LaneOptions): StreamState {
  const topic = pulsar.topics.ofPlan(plan);
  if (earlier?.syncId === plan.syncId && !isFresh) return { ...earlier, writers: [...earlier.writers] };
  const { syncId, generation } = plan;
  const round = earlier?.syncId === syncId ? earlier.round + 1 : 0;
  return { table: tableKey(plan.table), syncId, generation, round, topic, rows: 0, deleted: 0, writers: [] };
}

/** Known by the producer, and told in every message where that is asked for. */
function constantProperties({ connectionId, syncId, generation, write }: StreamPlan): Record<string, string> {
  return {
    connection_id: connectionId,
    sync_id: String(syncId),
    generation: String(generation),
    [opProperty]: write === "deduped" ? "upsert" : "append",
  };
}

function batchingOf(config: PulsarConfig) {
  return {
    maxMessages: config.batching_enabled ? config.batching_max_messages : 1,
    maxBytes: maxBatchBytes,
    maxDelayMs: config.batching_max_publish_delay,
  };
}

const compressions: Record<PulsarConfig["compression_type"], Compression> = {
  NONE: "none",
  LZ4: "lz4",
  ZLIB: "zlib",
  ZSTD: "zstd",
  SNAPPY: "snappy",
};

function compressionOf({ compression_type: type }: PulsarConfig): Compression {
  return compressions[type];
}
