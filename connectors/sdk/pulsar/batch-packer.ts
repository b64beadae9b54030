import type { ByteBuffer } from "../avro/byte-buffer";
import { BatchBuffer } from "./batch-buffer";
import type { SequenceCounter } from "./sequence-counter";
import type { PackedBatch, Packer } from "./types";

export interface PackerLimits {
  partition: number;
  /** A batch is full when it has one of these. */
  maxMessages: number;
  maxBytes: number;
  /** No batch of several messages is longer. */
  batchLimit: number;
  /** What a frame has in front of its payload, at most. */
  headRoom: number;
}

/** Batches of one topic or partition. */
export class BatchPacker implements Packer {
  private readonly batch: BatchBuffer;
  private readonly full: PackedBatch[] = [];

  constructor(
    private readonly limits: PackerLimits,
    private readonly next: SequenceCounter,
  ) {
    this.batch = new BatchBuffer(limits.headRoom);
  }

  get valueBytes(): number {
    return this.batch.valueBytes;
  }

  get isFull(): boolean {
    return this.full.length > 0;
  }

  /** Whether messages wait for company. */
  get hasBatch(): boolean {
    return this.batch.count > 0;
  }

  begin(key: string | null): ByteBuffer {
    return this.batch.begin(key, this.next);
  }

  end(properties: Record<string, string> | null): void {
    this.batch.end(properties);
    this.settle();
  }

  cancel(): void {
    this.batch.cancel();
  }

  addTombstone(key: string, properties: Record<string, string> | null): void {
    const message = { value: null, key, ...(properties === null ? {} : { properties }) };
    this.batch.append(message, this.next);
    this.settle();
  }

  take(all: boolean): PackedBatch[] {
    if (all && this.batch.count > 0) this.close();
    return this.full.splice(0);
  }

  private settle(): void {
    const { batch, limits } = this;
    this.next.advance();
    if (batch.count > 1 && batch.used > limits.batchLimit) {
      const last = batch.takeLast();
      this.close();
      this.full.push(this.packed(last, 1));
    } else if (batch.count >= limits.maxMessages || batch.used >= limits.maxBytes) this.close();
  }

  private close(): void {
    const { count } = this.batch;
    this.full.push(this.packed(this.batch.take(), count));
  }

  private packed(bytes: Buffer, count: number): PackedBatch {
    const { partition, headRoom } = this.limits;
    return { partition, count, bytes, headRoom, isSent: false };
  }
}
