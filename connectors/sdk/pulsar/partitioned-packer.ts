import type { ByteBuffer } from "../avro/byte-buffer";
import type { BatchPacker } from "./batch-packer";
import type { KeyHash } from "./key-hashing";
import type { PackedBatch, Packer } from "./types";

interface Routing {
  hash: KeyHash;
  /** Where messages without a key begin: asked for at first, and each time that everything was taken. */
  begin(): number;
  /** Their next batch goes to the next partition. */
  isSpread: boolean;
}

/** Batches of every partition of a topic. */
export class PartitionedPacker implements Packer {
  private current: number;
  /** Of the message that is being written. */
  private packer: BatchPacker;
  private hasKey = false;

  constructor(
    /** Grows where partitions are added. */
    private readonly producers: [{ packer: BatchPacker }, ...{ packer: BatchPacker }[]],
    private readonly routing: Routing,
  ) {
    this.current = routing.begin();
    this.packer = producers[0].packer;
  }

  get valueBytes(): number {
    return this.packer.valueBytes;
  }

  get isFull(): boolean {
    return this.packer.isFull;
  }

  begin(key: string | null): ByteBuffer {
    this.turnTo(key);
    return this.packer.begin(key);
  }

  end(properties: Record<string, string> | null): void {
    this.packer.end(properties);
    // Batches stay whole: the next partition's turn comes when one is.
    if (!this.hasKey && this.routing.isSpread && !this.packer.hasBatch)
      this.current = (this.current + 1) % this.producers.length;
  }

  cancel(): void {
    this.packer.cancel();
  }

  addTombstone(key: string, properties: Record<string, string> | null): void {
    this.turnTo(key);
    this.packer.addTombstone(key, properties);
  }

  take(all: boolean): PackedBatch[] {
    const batches = this.producers.flatMap(({ packer }) => packer.take(all));
    if (all) this.current = this.routing.begin();
    return batches;
  }

  private turnTo(key: string | null): void {
    const { producers, routing } = this;
    const partition = key === null ? this.current : routing.hash(key) % producers.length;
    this.packer = (producers[partition] ?? producers[0]).packer;
    this.hasKey = key !== null;
  }
}
