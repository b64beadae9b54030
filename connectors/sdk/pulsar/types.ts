import type { ByteBuffer } from "../avro/byte-buffer";
import type { Clock, LogLevel } from "../context";
import type { Json } from "../json";
import type { schemaKinds } from "./protocol-values";

/**
 * A client of Apache Pulsar's binary protocol (version 19 and later), as far as a connector needs one: producers with schemas,
 * readers, transactions. Usable by itself; it knows nothing of streams, plans or tables.
 *
 * Errors are the SDK's. ConfigError: a bad name, a schema that is refused, a topic that is missing, terminated or over its
 * quota for good. AuthError: credentials or rights. FencedError: another producer took the exclusive place. TransientError:
 * whatever is worth the same again. A lost connection is no error as long as the client can mend it: it connects again, looks
 * the topic up again and sends every frame again, byte for byte, that has no receipt.
 */
export interface PulsarClient {
  /** How many partitions the topic has; 0 where it is not partitioned (or does not exist yet and the broker creates topics by itself). */
  partitionsOf(topic: string): Promise<number>;
  /** Full names of the persistent topics of a namespace ("tenant/namespace"); of partitioned ones, each partition's. */
  topicsOf(namespace: string): Promise<string[]>;
  /**
   * A version of the topic's schema, as `IncomingMessage.schemaVersion` names it; null: the newest. Null where there is none.
   * ConfigError where it is of a type that is not among SchemaType.
   */
  schemaOf(topic: string, version: Uint8Array | null): Promise<TopicSchema | null>;
  /** Every version of the topic's schema that the registry has, oldest first: one round trip each. Empty where there is none. */
  schemaVersionsOf(topic: string): Promise<TopicSchema[]>;
  createProducer(options: ProducerOptions): Promise<Producer>;
  createReader(options: ReaderOptions): Promise<Reader>;
  /** ConfigError where the broker has no transaction coordinator. */
  beginTransaction(options: { timeoutMs: number }): Promise<Transaction>;
  /**
   * Ends a transaction that somebody else began and left. Harmless where it has ended, or is being committed: that stands.
   * Never throws: what the broker did not hear of it ends by its time-out.
   */
  abandonTransaction(id: Transaction["id"]): Promise<void>;
  /** Ends everything that was made of it, unsent messages too. Never throws. Safe twice. */
  close(): Promise<void>;
}

export interface ClientOptions {
  /** pulsar://host:port[,host:port…] or pulsar+ssl://…; hosts are tried in turn. */
  serviceUrl: string;
  authentication: Authentication;
  tls?: TlsTrust;
  /** Of one request, its retries included. */
  operationTimeoutMs?: number;
  /** Of the first connection, its retries included. Absent: the time of one operation. */
  openTimeoutMs?: number;
  keepAliveMs?: number;
  /** Messages without receipt, over all producers, in bytes: `send` waits above it. */
  maxBytesInFlight?: number;
  /** Ends every wait with its reason. */
  signal: AbortSignal;
  clock: Clock;
  /** Reconnects, redirects and what the broker warns of. Never a secret. */
  log(level: LogLevel, message: string, facts?: Record<string, Json>): void;
}

export type Authentication =
  | { type: "none" }
  /** Asked again at each connection and each refresh challenge of the broker. */
  | { type: "token"; token: () => string | Promise<string> }
  | { type: "basic"; username: string; password: string }
  /** By the client certificate, PEM. */
  | { type: "tls"; certificate: string; privateKey: string };

export interface TlsTrust {
  /** PEM; absent: the system's. */
  ca?: string;
  verifyHostname: boolean;
  allowInsecure: boolean;
}

/** Pulsar's own names in lower case. */
export type SchemaType = "bytes" | keyof typeof schemaKinds;

export interface TopicSchema {
  /** "" is usual. */
  name: string;
  type: SchemaType;
  /** Avro definition as JSON text for `avro` and `json`; the broker's encoding of the pair for `key_value`; empty otherwise. */
  definition: Uint8Array;
  properties: Record<string, string>;
}

export type Compression = "none" | "lz4" | "zlib" | "zstd" | "snappy";

export interface ProducerOptions {
  /** persistent://tenant/namespace/name, or non-persistent://…; a partitioned topic is written on all its partitions. */
  topic: string;
  /** Absent: the broker gives one. With partitions, "-partition-n" is added. */
  name?: string;
  schema?: TopicSchema;
  /** `exclusive_with_fencing` throws out whoever produces there, with FencedError. */
  access?: "shared" | "exclusive" | "exclusive_with_fencing" | "wait_for_exclusive";
  compression?: Compression;
  /** A batch is sent when one of these is reached, or by `flush`. `maxMessages: 1` switches batching off. */
  batching?: { maxMessages: number; maxBytes: number; maxDelayMs: number };
  /** Messages above the broker's limit go as chunks (then unbatched); false: they are refused with MessageTooLargeError. */
  chunking?: boolean;
  /**
   * The first sequence ids, by partition index (0 where there are none); later ones count on. Absent, and for partitions that
   * are not named: one above the last that the broker has of this name. Where they lie at or below it, messages come that the
   * broker has already: its de-duplication leaves them out, and a batch that it has a part of is taken apart.
   */
  firstSequenceIds?: ReadonlyMap<number, bigint>;
  properties?: Record<string, string>;
  /** How messages without a key are spread. Those with one go where Java clients send them (see `hashing`). */
  routing?: "round_robin" | "single_partition";
  /** Of keys, over partitions; the Java client's default is `java_string_hash`. */
  hashing?: "java_string_hash" | "murmur3_32";
}

export interface OutgoingMessage {
  /** null: a tombstone for compaction; needs a key. */
  value: Uint8Array | null;
  key?: string;
  orderingKey?: Uint8Array;
  properties?: Record<string, string>;
  /** Milliseconds since the epoch. */
  eventTimeMs?: number;
}

/**
 * Sends in order. Messages without receipt are kept and replayed as the same frames after a reconnect, so that with the
 * broker's de-duplication each is stored once, and without it at least once.
 */
export interface Producer {
  readonly topic: string;
  readonly name: string;
  /** The last one that the broker had stored under this name when the producer was opened; -1 for none. */
  readonly lastSequenceId: bigint;
  /** Version that the broker gave the schema; null without one. */
  readonly schemaVersion: Uint8Array | null;
  /**
   * Takes a message; resolves when the next may come (back-pressure), not when it is stored. Throws what an earlier message
   * failed with: then nothing more is sent, and `flush` throws the same.
   */
  send(message: OutgoingMessage, transaction?: Transaction): void | Promise<void>;
  /** Where values are written straight into batches, which are then sent by `sendBatch` or kept until that. */
  readonly packer: Packer;
  /**
   * Like `send`, for all messages of a batch of this producer's packer. May be called again with the same batch, which then
   * goes as messages of their own: under new sequence ids, though each of its messages still tells the former one.
   */
  sendBatch(batch: PackedBatch, transaction?: Transaction): void | Promise<void>;
  /** Sends what is batched and resolves once everything before it has its receipt. */
  flush(): Promise<void>;
  /** The id of the last message that has a receipt, per partition index (0 where there are none). */
  lastMessageIds(): ReadonlyMap<number, MessageId>;
  /** The sequence id of the next message, per partition index (0 where there are none): see `firstSequenceIds`. */
  nextSequenceIds(): ReadonlyMap<number, bigint>;
  /**
   * How many messages were sent again so far, because a lost connection took their receipts. Each of them may be stored twice
   * where the broker has no de-duplication.
   */
  readonly resentCount: number;
  /** Gives up what has no receipt. Never throws. */
  close(): Promise<void>;
}

/**
 * Messages encoded where they are sent from: no object and no copy for each, which is what most of their time goes to
 * otherwise. `begin`, the value, `end` or `cancel`; then the next. `take` is asked in between.
 */
export interface Packer {
  /** The value is appended to what it gives. A key chooses the partition, and is what compaction goes by. */
  begin(key: string | null): ByteBuffer;
  /** How long the value is that is being written. */
  readonly valueBytes: number;
  end(properties: Record<string, string> | null): void;
  /** Nothing of the message that has begun is left; void where none has. */
  cancel(): void;
  addTombstone(key: string, properties: Record<string, string> | null): void;
  /** Whether `take` would give a full batch. */
  readonly isFull: boolean;
  /** The batches that are full, in order; `all`: the others behind them, too. */
  take(all: boolean): PackedBatch[];
}

/** Messages of one batch, but for what a frame adds. */
export interface PackedBatch {
  /** Index of the partition; 0 where there are none. */
  partition: number;
  count: number;
  /** `headRoom` bytes without a meaning, then for each message [length u32][SingleMessageMetadata][value]. */
  bytes: Buffer;
  headRoom: number;
  /** Whether the bytes were sent, and belong to a frame. */
  isSent: boolean;
}

export interface MessageId {
  ledgerId: bigint;
  entryId: bigint;
  /** -1 where the topic is not partitioned. */
  partition: number;
  /** -1 where the message was not batched. */
  batchIndex: number;
}

/** Reads without a subscription that outlives it; one partition, or a topic that is not partitioned. Committed messages only. */
export interface Reader {
  readonly topic: string;
  /** The next message; null once the reader stands behind the last message that existed when it is asked. */
  next(): Promise<IncomingMessage | null>;
  /** The last message that a reader may see now; null for an empty topic. Stays behind open transactions. */
  lastMessageId(): Promise<MessageId | null>;
  /** Whether the message that was expected at the start was there; null as long as nothing has arrived, or none was expected. */
  readonly hasFoundStart: boolean | null;
  close(): Promise<void>;
}

export interface ReaderOptions {
  /** A partition's own name where the topic is partitioned ("…-partition-0"). */
  topic: string;
  /**
   * `after`: the first message behind it, also within its batch. `isExpected`: the message itself was read once, so that the
   * broker is asked for it again, to know whether it is still there (see `Reader.hasFoundStart`); it is not given again.
   */
  start:
    { at: "earliest" } | { at: "latest" } | { after: MessageId; isExpected?: boolean } | { sinceMs: number };
  /**
   * What becomes of an entry that cannot be read, being encrypted, damaged, or packed as nobody knows. "throw" (default): the
   * reader ends in front of it. "tell": its messages come with `fault`, and what stands behind them, too.
   */
  unreadable?: "throw" | "tell";
  /** Only the newest message of each key, as far as the topic is compacted. */
  isCompacted?: boolean;
  /** Entries (messages, or batches of them) that the broker may send ahead; fewer where they are large. */
  receiveQueue?: number;
  /**
   * Leaves payloads and properties where they are: only counts. Much cheaper. In `IncomingMessage`, `value` is empty, there
   * is no key, and of a batch each has the event time, and the sequence id counted on, of its first.
   */
  withoutPayload?: boolean;
}

export interface IncomingMessage {
  id: MessageId;
  producerName: string;
  sequenceId: bigint;
  publishTimeMs: number;
  eventTimeMs: number | null;
  key: string | null;
  properties: Record<string, string>;
  schemaVersion: Uint8Array | null;
  /** null: a tombstone. */
  value: Uint8Array | null;
  /** Why it cannot be read; then there is neither key nor value, and no properties. Absent: it can. */
  fault?: string;
}

/** One short transaction. While it is open, readers see no later message of the topics it touches. */
export interface Transaction {
  readonly id: { mostBits: bigint; leastBits: bigint };
  /**
   * Called by producers before their first message of it to a topic or partition: resolves once the coordinator knows that
   * place, and is void where it does already. Throws where the transaction has ended.
   */
  join(topic: string): void | Promise<void>;
  /**
   * Flushes nothing by itself: producers are flushed before. Throws where the broker did not commit; then nothing of it is
   * visible. Only where the broker's answer is lost for good does a TransientError say that it may have committed: read what
   * is there.
   */
  commit(): Promise<void>;
  /** Never throws: what the broker did not hear of it ends by its time-out. */
  abort(): Promise<void>;
}
