import { encodeCommand, encodeMessage } from "../codec";
import { payloadFrame } from "../frames";
import type { MessageOf } from "../messages";
import type { MockBroker, Peer } from "./mock-broker";

export interface StoredEntry {
  metadata: Partial<MessageOf<"MessageMetadata">>;
  payload?: string | Uint8Array;
}

interface Consumer {
  id: bigint;
  peer: Peer;
  next: number;
  permits: number;
}

const ledgerId = 1n;

/** One topic of a mock broker with what is stored in it; consumers get it from where they begin, as far as their permits go. */
export class StoredTopic {
  readonly entries: StoredEntry[] = [];
  /** Whether permits count. */
  isPatient = true;
  /** Called behind each entry that was sent: `cut` ends the connection before the next one. */
  afterSending: (entryId: number, cut: () => void) => void = () => undefined;
  /** What is told to be the last entry. */
  last: number | null = null;

  constructor(private readonly broker: MockBroker) {
    const consumers = new Map<Peer, Map<bigint, Consumer>>();
    broker.on("subscribe", ({ consumerId: id, requestId, startMessageId }, peer) => {
      const start = BigInt.asIntN(64, startMessageId?.entryId ?? -1n);
      // A place within a batch is begun with the whole batch.
      const next = Number(start) + (startMessageId?.batchIndex === undefined ? 1 : 0);
      const known = consumers.get(peer) ?? new Map<bigint, Consumer>();
      consumers.set(peer, known.set(id, { id, peer, next: Math.max(next, 0), permits: 0 }));
      peer.send("success", { requestId });
    });
    broker.on("getLastMessageId", ({ requestId }, peer) => {
      const entryId = BigInt(this.last ?? this.entries.length - 1);
      peer.send("getLastMessageIdResponse", { requestId, lastMessageId: { ledgerId, entryId } });
    });
    broker.on("closeConsumer", ({ consumerId, requestId }, peer) => {
      consumers.get(peer)?.delete(consumerId);
      peer.send("success", { requestId });
    });
    broker.on("flow", ({ consumerId, messagePermits }, peer) => {
      const consumer = consumers.get(peer)?.get(consumerId);
      if (consumer === undefined) return;
      consumer.permits += messagePermits;
      this.serve(consumer);
    });
  }

  /** A message in chunks of one letter, whose places are the returned ones. */
  chunksOf(producerName: string, text: string): StoredEntry[] {
    return [...text].map((payload, chunkId) => ({
      metadata: { producerName, chunkUuid: `${producerName}-${text}`, chunkId, numChunks: text.length },
      payload,
    }));
  }

  frameOf({ metadata, payload = "" }: StoredEntry, consumerId: bigint, entryId: number): Buffer {
    const messageId = { ledgerId, entryId: BigInt(entryId) };
    const whole = { producerName: "p", sequenceId: BigInt(entryId), publishTime: 1n, ...metadata };
    return payloadFrame(
      encodeCommand("message", { consumerId, messageId }),
      encodeMessage("MessageMetadata", whole),
      Buffer.from(payload),
    );
  }

  private serve(consumer: Consumer): void {
    let isCut = false;
    const cut = () => (isCut = true);
    while (!isCut && (consumer.permits > 0 || !this.isPatient)) {
      const entry = this.entries[consumer.next];
      if (entry === undefined) return;
      const at = consumer.next++;
      consumer.permits -= entry.metadata.numMessagesInBatch ?? 1;
      consumer.peer.raw(this.frameOf(entry, consumer.id, at));
      this.afterSending(at, cut);
    }
    if (isCut) consumer.peer.end();
  }
}
