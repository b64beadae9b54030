import type { Entry } from "./entry";
import type { MessageId } from "./types";

/** Producers that were in the middle of a message at once; what older ones began and never ended is forgotten. */
const maxProducers = 1000;

interface Parts {
  uuid: string;
  payloads: Buffer[];
  isComplete: boolean;
  /** The place in front of the first chunk; null: the topic's begin. */
  before: MessageId | null;
}

/**
 * Puts messages together that were sent in chunks: a producer sends those of one message in order, but other entries, and
 * chunks of other producers, may lie between them. After a reconnect a producer sends chunks again: those are left out.
 */
export class ChunkAssembler {
  /** Of each producer, the message that it sent chunks of last; in the order in which those began. */
  private readonly byProducer = new Map<string, Parts>();

  /** The whole message, with the last chunk's id; null where more must come; "orphan" where the first chunk was never here. */
  take(chunk: Entry, before: MessageId | null): Entry | null | "orphan" {
    const { producerName, chunkUuid: uuid = "", chunkId = 0, numChunks = 1 } = chunk.metadata;
    const known = this.byProducer.get(producerName);
    const isKnown = known?.uuid === uuid;
    if (isKnown && (known.isComplete || chunkId < known.payloads.length)) return null;
    if (chunkId > 0 && (!isKnown || chunkId > known.payloads.length)) return "orphan";
    const parts = isKnown ? known : this.begin(producerName, uuid, before);
    parts.payloads.push(chunk.payload);
    if (parts.payloads.length < numChunks) return null;
    const payload = Buffer.concat(parts.payloads);
    parts.isComplete = true;
    parts.payloads = [];
    return { ...chunk, payload };
  }

  /** From where to read again so that no message that has begun is lost; undefined where none has. */
  get placeBeforeOldest(): MessageId | null | undefined {
    for (const { isComplete, before } of this.byProducer.values()) if (!isComplete) return before;
    return undefined;
  }

  clear(): void {
    this.byProducer.clear();
  }

  private begin(producerName: string, uuid: string, before: MessageId | null): Parts {
    const parts: Parts = { uuid, payloads: [], isComplete: false, before };
    this.byProducer.delete(producerName); // so that it becomes the last in order
    this.byProducer.set(producerName, parts);
    const [oldest] = this.byProducer.keys();
    if (this.byProducer.size > maxProducers && oldest !== undefined) this.byProducer.delete(oldest);
    return parts;
  }
}
