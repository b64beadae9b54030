import type { ColumnsBatch, RowsBatch, StreamPlan, WriteResult } from "@/connectors/sdk";
import type { Compression, PackedBatch, Packer, Producer, Transaction } from "@/connectors/sdk/pulsar/types";
import { hasReportedDeletes } from "@/connectors/sdk/deduping/deletes";
import type { PulsarConfig } from "./config";
import type { Pulsar } from "./connection";
import { makeDataTopic, removeTopic } from "./data-topics";
import { storedId, type StreamState } from "./feed-state";
import {
  hasSteadyPartitions,
  idsOf,
  isNamed,
  removeDuplicates,
  sequenceToGoOn,
  withSequenceOf,
} from "./repeatable";
import { constantProperties, RecordWriter, schemaOf } from "./records";
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
  /** The same rows come again after a crash, in the same order. */
  isRepeatable: boolean;
  /** What comes may have been sent before, behind the checkpoint that the writer began at. */
  mayRepeat: boolean;
}

/** How rows of one stream of the feed come to its topic. */
export class Lane {
  /** What the next checkpoint says of the stream. */
  state: StreamState;
  private readonly records: RecordWriter;
  private readonly packer: Packer;

  private constructor(
    private readonly options: LaneOptions,
    private readonly producer: Producer,
    state: StreamState,
    /** A message's id is the same each time that its row comes. */
    private readonly isRepeatable: boolean,
  ) {
    this.state = state;
    this.records = new RecordWriter(options.plan, options.pulsar.config);
    this.packer = producer.packer;
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
    const isRepeatable = options.isRepeatable && (await hasSteadyPartitions(pulsar, plan, state.topic));
    if (isRepeatable) await removeDuplicates(pulsar, state.topic);
    const known = isRepeatable && options.mayRepeat ? await sequenceToGoOn(pulsar, state) : null;
    const producer = await pulsar.client.createProducer({
      topic: state.topic,
      name: known?.producer ?? producerName(pulsar.config, mark, { round: state.round, generation, fence }),
      ...(known ? { firstSequenceIds: idsOf(known) } : {}),
      schema: schemaOf(plan, pulsar.config),
      compression: compressionOf(pulsar.config),
      batching: batchingOf(pulsar.config),
      chunking: true,
      properties: constantProperties(plan),
    });
    return new Lane(options, producer, state, isRepeatable);
  }

  /** Whether the name and ids of what comes next are to be stored before anything is sent under them. */
  get isUnnamed(): boolean {
    return this.isRepeatable && !isNamed(this.state, this.producer);
  }

  get resentCount(): number {
    return this.producer.resentCount;
  }

  /** Stops between rows, where a batch is full. */
  *add(batch: RowsBatch | ColumnsBatch, result: WriteResult): Generator<void> {
    const { records, packer } = this;
    const open = records.open(batch);
    for (let row = 0; row < open.count; row++) {
      const added = records.add(open, row, packer);
      if (typeof added !== "number") result.quarantined.push(added);
      else {
        result.written++;
        result.changed += added;
        this.state.rows++;
      }
      if (packer.isFull) yield;
    }
  }

  /** Tombstones, where the plan heeds what the source reports as deleted. */
  *delete(keys: unknown[][]): Generator<void> {
    if (!hasReportedDeletes(this.options.plan)) return;
    for (const key of keys) {
      this.records.addDeleted(key, this.packer);
      this.state.deleted++;
      if (this.packer.isFull) yield;
    }
  }

  /** Batches that are full, and by `all` the others, too. */
  takeBatches(all: boolean): PackedBatch[] {
    return this.packer.take(all);
  }

  send(batch: PackedBatch, transaction?: Transaction): void | Promise<void> {
    return this.producer.sendBatch(batch, transaction);
  }

  flush(): Promise<void> {
    return this.producer.flush();
  }

  /** Notes how far the next checkpoint vouches for what this writer has sent. Without transactions only. */
  noteSent(): void {
    if (this.isRepeatable) {
      this.state.sequences = withSequenceOf(this.state, this.producer);
      return;
    }
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
  const nothing = { rows: 0, deleted: 0, writers: [], sequences: [] };
  return { table: tableKey(plan.table), syncId, generation, round, topic, ...nothing };
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
