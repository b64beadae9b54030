import { type Compressor, loadCompressor } from "./compression";
import type { Connections } from "./connections";
import { countMessages, type Entry, isBatch, readMessages, unreadableEntry } from "./entry";
import { compareMessageIds, placeBehind } from "./message-id";
import { compressionKinds } from "./protocol-values";
import { checkedTopicName } from "./topic-names";
import { TopicConsumer } from "./topic-consumer";
import type { Compression, IncomingMessage, MessageId, Reader, ReaderOptions } from "./types";

/** Resolves once the reader stands at its start. ConfigError where the topic is missing, or is one with partitions. */
export async function openReader(connections: Connections, options: ReaderOptions): Promise<Reader> {
  const reader = new TopicReader(connections, options);
  await reader.lastMessageId();
  return reader;
}

class TopicReader implements Reader {
  readonly topic: string;
  private readonly consumer: TopicConsumer;
  private readonly compressors = new Map<number, Compressor>();
  /** What is left of the entry that was taken last. */
  private messages: IncomingMessage[] = [];
  private nextIndex = 0;
  /** What was there when it was asked for last. */
  private last: MessageId | null = null;
  /** A message that nobody can read: the reader does not go on behind it. */
  private failure: Error | null = null;

  constructor(
    connections: Connections,
    private readonly options: ReaderOptions,
  ) {
    this.topic = checkedTopicName(options.topic);
    this.consumer = new TopicConsumer(connections, options);
  }

  async next(): Promise<IncomingMessage | null> {
    let isLastNew = false;
    for (;;) {
      const message = this.messages[this.nextIndex];
      if (message !== undefined) {
        this.nextIndex++;
        return message;
      }
      if (this.failure !== null) throw this.failure;
      const entry = this.consumer.take();
      if (entry !== undefined) {
        this.messages = await this.open(entry);
        this.nextIndex = 0;
      } else if (this.isBehind(this.last)) {
        if (isLastNew) return null;
        this.last = await this.lastMessageId();
        isLastNew = true;
      } else {
        await this.consumer.arrival();
        if (this.consumer.isAway) this.last = await this.lastMessageId();
      }
    }
  }

  get hasFoundStart(): boolean | null {
    return this.consumer.hasFoundStart;
  }

  lastMessageId(): Promise<MessageId | null> {
    return this.consumer.lastMessageId();
  }

  close(): Promise<void> {
    this.consumer.close();
    this.messages = [];
    return Promise.resolve();
  }

  private isBehind(last: MessageId | null): boolean {
    const { arrived } = this.consumer;
    return last === null || (arrived !== null && compareMessageIds(arrived, last) >= 0);
  }

  private async open(entry: Entry): Promise<IncomingMessage[]> {
    const messages = await this.messagesOf(entry);
    return messages.filter((message) => this.isWanted(message));
  }

  private async messagesOf(entry: Entry): Promise<IncomingMessage[]> {
    try {
      return this.isCounted(entry) ? countMessages(entry) : readMessages(entry, await this.unpack(entry));
    } catch (error) {
      if (this.options.unreadable === "tell") {
        const fault = error instanceof Error ? error.message : String(error);
        return countMessages(entry).map((message) => ({ ...message, fault }));
      }
      this.failure = unreadableEntry(entry.id, this.topic, error);
      throw this.failure;
    }
  }

  private isCounted(entry: Entry): boolean {
    const { withoutPayload = false, isCompacted = false } = this.options;
    // Which messages of a batch compaction has left is told inside.
    return withoutPayload && !(isCompacted && isBatch(entry));
  }

  /** A batch comes as a whole, and what is old by some minutes may come, too. */
  private isWanted({ id, publishTimeMs }: IncomingMessage): boolean {
    const { start } = this.options;
    if ("after" in start) return compareMessageIds(placeBehind(id), placeBehind(start.after)) > 0;
    return !("sinceMs" in start) || publishTimeMs >= start.sinceMs;
  }

  private async unpack({ metadata, payload }: Entry): Promise<Buffer> {
    if (metadata.encryptionAlgorithm !== undefined) throw new Error("it is encrypted");
    const { compression = compressionKinds.none, uncompressedSize = payload.length } = metadata;
    if (compression === compressionKinds.none) return payload;
    const bytes = (await this.compressorOf(compression)).decompress(payload, uncompressedSize);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  private async compressorOf(kind: number): Promise<Compressor> {
    const known = this.compressors.get(kind);
    if (known !== undefined) return known;
    const names = Object.entries(compressionKinds) as [Compression, number][];
    const name = names.find(([, number]) => number === kind)?.[0];
    if (name === undefined) throw new Error(`its compression, ${kind}, is not known`);
    const loaded = await loadCompressor(name);
    this.compressors.set(kind, loaded);
    return loaded;
  }
}
