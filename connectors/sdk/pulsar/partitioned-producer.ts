import type { ByteBudget } from "./byte-budget";
import type { Connections } from "./connections";
import { javaStringHash, type KeyHash, murmur3Hash } from "./key-hashing";
import { partitionName } from "./topic-names";
import { TopicProducer } from "./topic-producer";
import { PartitionedPacker } from "./partitioned-packer";
import type {
  MessageId,
  OutgoingMessage,
  PackedBatch,
  Packer,
  Producer,
  ProducerOptions,
  Transaction,
} from "./types";

/** How often the number of partitions is asked for again. */
const refreshMs = 60_000;

const hashes: Record<NonNullable<ProducerOptions["hashing"]>, KeyHash> = {
  java_string_hash: javaStringHash,
  murmur3_32: murmur3Hash,
};

/**
 * A producer on each partition of a topic. When partitions are added, messages go there too, within a minute or so: keys
 * then change their partition, as with every client.
 */
export class PartitionedProducer implements Producer {
  readonly topic: string;
  readonly name: string;
  /** The highest of all partitions: each counts by itself. */
  readonly lastSequenceId: bigint;
  readonly schemaVersion: Uint8Array | null;
  readonly packer: Packer;
  private readonly hash: KeyHash;
  private failure: Error | null = null;
  private current = 0;
  private readonly closing = new AbortController();

  private constructor(
    private readonly connections: Connections,
    private readonly options: ProducerOptions,
    private readonly open: (partition: number) => Promise<TopicProducer>,
    private readonly producers: [TopicProducer, ...TopicProducer[]],
  ) {
    const [first] = producers;
    this.topic = options.topic;
    this.name = options.name ?? first.name;
    this.schemaVersion = first.schemaVersion;
    this.lastSequenceId = producers
      .map((producer) => producer.lastSequenceId)
      .reduce((highest, id) => (id > highest ? id : highest));
    this.hash = hashes[options.hashing ?? "java_string_hash"];
    this.current = javaStringHash(this.name) % producers.length;
    const isSpread = options.routing !== "single_partition";
    const begin = isSpread ? () => this.leastUsed() : () => this.current;
    this.packer = new PartitionedPacker(producers, { hash: this.hash, begin, isSpread });
    void this.watchPartitions();
  }

  static async open(
    connections: Connections,
    budget: ByteBudget,
    options: ProducerOptions & { partitions: number },
  ): Promise<PartitionedProducer> {
    const made: { producer?: PartitionedProducer } = {};
    const openOne = (partition: number) =>
      TopicProducer.open(connections, budget, {
        ...options,
        topic: partitionName(options.topic, partition),
        partition,
        ...(options.name === undefined ? {} : { name: partitionName(options.name, partition) }),
        onEnd: (reason) => made.producer?.fail(reason),
      });
    const [first, ...others] = await openAll(
      Array.from({ length: options.partitions }, (_, partition) => partition),
      openOne,
    );
    if (!first) throw new Error("A partitioned topic without a partition.");
    made.producer = new PartitionedProducer(connections, options, openOne, [first, ...others]);
    return made.producer;
  }

  send(message: OutgoingMessage, transaction?: Transaction): void | Promise<void> {
    if (this.failure) throw this.failure;
    const { producers } = this;
    if (message.key !== undefined)
      return this.at(this.hash(message.key) % producers.length).send(message, transaction);
    const producer = this.at(this.current);
    const sending = producer.send(message, transaction);
    // Batches stay whole: the next partition's turn comes when one is on its way.
    if (this.options.routing !== "single_partition" && !producer.hasBatch)
      this.current = (this.current + 1) % producers.length;
    return sending;
  }

  sendBatch(batch: PackedBatch, transaction?: Transaction): void | Promise<void> {
    if (this.failure) throw this.failure;
    return this.at(batch.partition).sendBatch(batch, transaction);
  }

  async flush(): Promise<void> {
    if (this.failure) throw this.failure;
    await Promise.all(this.producers.map((producer) => producer.flush()));
  }

  get resentCount(): number {
    return this.producers.reduce((sum, { resentCount }) => sum + resentCount, 0);
  }

  lastMessageIds(): ReadonlyMap<number, MessageId> {
    return new Map(this.producers.flatMap((producer) => [...producer.lastMessageIds()]));
  }

  async close(): Promise<void> {
    const reason = new Error(`The producer on ${this.topic} is closed.`);
    this.failure ??= reason;
    this.closing.abort(reason);
    await Promise.all(this.producers.map((producer) => producer.close()));
  }

  nextSequenceIds(): ReadonlyMap<number, bigint> {
    return new Map(this.producers.flatMap((producer) => [...producer.nextSequenceIds()]));
  }

  /**
   * The partition with the lowest sequence id; of several the first one behind a place that the name gives. So whoever goes
   * on at the same sequence ids under the same name goes on at the same partition.
   */
  private leastUsed(): number {
    const { producers } = this;
    const { length } = producers;
    const from = javaStringHash(this.name) % length;
    let least = from;
    for (let turn = 1; turn < length; turn++) {
      const partition = (from + turn) % length;
      if (this.at(partition).packedSequenceId < this.at(least).packedSequenceId) least = partition;
    }
    return least;
  }

  private at(partition: number): TopicProducer {
    return this.producers[partition] ?? this.producers[0];
  }

  /** One partition that takes no more ends them all: what was sent to the others is no whole. */
  private fail(reason: Error): void {
    if (this.failure) return;
    this.failure = reason;
    void this.close();
  }

  private async watchPartitions(): Promise<void> {
    const { clock, log } = this.connections.options;
    while (!this.failure) {
      try {
        await clock.sleep(refreshMs, this.closing.signal);
        await this.addPartitions(await this.connections.partitionsOf(this.topic));
      } catch (error) {
        // Those that there are tell for themselves when something is wrong with them.
        if (!this.failure)
          log("warn", `New partitions of ${this.topic} are not written: ${(error as Error).message}`);
      }
    }
  }

  private async addPartitions(count: number): Promise<void> {
    const known = this.producers.length;
    const added = await openAll(
      Array.from({ length: Math.max(0, count - known) }, (_, index) => known + index),
      this.open,
    );
    if (this.failure) await Promise.all(added.map((producer) => producer.close()));
    else this.producers.push(...added);
  }
}

/** All of them or none. */
async function openAll(
  partitions: number[],
  open: (partition: number) => Promise<TopicProducer>,
): Promise<TopicProducer[]> {
  const results = await Promise.allSettled(partitions.map(open));
  const producers = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const failed = results.find((result) => result.status === "rejected");
  if (!failed) return producers;
  await Promise.all(producers.map((producer) => producer.close()));
  throw failed.reason;
}
