import { mkdtemp, open, rm, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { PackedBatch } from "@/connectors/sdk/pulsar/types";

/** What waits beyond it goes to the disk. */
const defaultMemoryBytes = 32 * 1024 * 1024;

export interface WaitingBatch {
  /** The stream of the feed that its messages are of. */
  stream: number;
  batch: PackedBatch;
}

type SpooledBatch = Omit<WaitingBatch, "batch"> & { batch: Omit<PackedBatch, "bytes">; length: number };

/**
 * Batches that wait for their checkpoint, in order: in memory, and beyond that in a temporary file, so that a checkpoint
 * may come late without a transaction that stands open meanwhile.
 */
export class WaitingBatches {
  private inMemory: WaitingBatch[] = [];
  private memoryUsed = 0;
  private spooled: SpooledBatch[] = [];
  private spooledBytes = 0;
  private file: { handle: FileHandle; folder: string } | null = null;

  constructor(private readonly maxMemoryBytes = defaultMemoryBytes) {}

  get isEmpty(): boolean {
    return this.inMemory.length === 0 && this.spooled.length === 0;
  }

  get bytes(): number {
    return this.memoryUsed + this.spooledBytes;
  }

  async add({ stream, batch }: WaitingBatch): Promise<void> {
    const { bytes, ...facts } = batch;
    const { length } = bytes;
    if (this.spooled.length === 0 && this.memoryUsed + length <= this.maxMemoryBytes) {
      this.inMemory.push({ stream, batch });
      this.memoryUsed += length;
      return;
    }
    const { handle } = await this.openFile();
    await handle.write(bytes, 0, length, this.spooledBytes);
    this.spooled.push({ stream, batch: facts, length });
    this.spooledBytes += length;
  }

  /** All that waits, in order; may be asked again. */
  async *read(): AsyncGenerator<WaitingBatch> {
    yield* this.inMemory;
    let at = 0;
    for (const { stream, batch, length } of this.spooled) {
      const { handle } = await this.openFile();
      const bytes = Buffer.allocUnsafeSlow(length);
      const { bytesRead } = await handle.read(bytes, 0, length, at);
      if (bytesRead !== length)
        throw new Error(`The temporary file holds ${bytesRead} of ${length} bytes at ${at}.`);
      at += length;
      yield { stream, batch: { ...batch, bytes } };
    }
  }

  /** Forgets all; the file is used again. */
  clear(): void {
    [this.inMemory, this.memoryUsed, this.spooled, this.spooledBytes] = [[], 0, [], 0];
  }

  /** Safe twice. */
  async close(): Promise<void> {
    this.clear();
    const { file } = this;
    this.file = null;
    await file?.handle.close();
    if (file) await rm(file.folder, { recursive: true, force: true });
  }

  private async openFile(): Promise<{ handle: FileHandle }> {
    if (this.file) return this.file;
    const folder = await mkdtemp(path.join(tmpdir(), `sluice-pulsar-${process.pid}-`));
    this.file = { folder, handle: await open(path.join(folder, "waiting"), "w+") };
    return this.file;
  }
}
