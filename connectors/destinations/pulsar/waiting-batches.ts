import { mkdtemp, open, rm, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** What waits beyond it goes to the disk. */
const defaultMemoryBytes = 32 * 1024 * 1024;

export interface WaitingChunk {
  /** The stream of the feed that its messages are of. */
  stream: number;
  bytes: Uint8Array;
}

/**
 * Chunks of messages that wait for their checkpoint, in order: in memory, and beyond that in a temporary file, so that a
 * checkpoint may come late without a transaction that stands open meanwhile.
 */
export class WaitingChunks {
  private inMemory: WaitingChunk[] = [];
  private memoryUsed = 0;
  private spooled: { stream: number; length: number }[] = [];
  private file: { handle: FileHandle; folder: string } | null = null;

  constructor(private readonly maxMemoryBytes = defaultMemoryBytes) {}

  get isEmpty(): boolean {
    return this.inMemory.length === 0 && this.spooled.length === 0;
  }

  get bytes(): number {
    return this.memoryUsed + this.spooled.reduce((sum, { length }) => sum + length, 0);
  }

  async add(chunk: WaitingChunk): Promise<void> {
    if (this.spooled.length === 0 && this.memoryUsed + chunk.bytes.length <= this.maxMemoryBytes) {
      this.inMemory.push(chunk);
      this.memoryUsed += chunk.bytes.length;
      return;
    }
    const { handle } = await this.openFile();
    const at = this.spooled.reduce((sum, { length }) => sum + length, 0);
    await handle.write(chunk.bytes, 0, chunk.bytes.length, at);
    this.spooled.push({ stream: chunk.stream, length: chunk.bytes.length });
  }

  /** All that waits, in order; may be asked again. */
  async *read(): AsyncGenerator<WaitingChunk> {
    yield* this.inMemory;
    let at = 0;
    for (const { stream, length } of this.spooled) {
      const { handle } = await this.openFile();
      const bytes = new Uint8Array(length);
      const { bytesRead } = await handle.read(bytes, 0, length, at);
      if (bytesRead !== length)
        throw new Error(`The temporary file holds ${bytesRead} of ${length} bytes at ${at}.`);
      at += length;
      yield { stream, bytes };
    }
  }

  /** Forgets all; the file is used again. */
  clear(): void {
    [this.inMemory, this.memoryUsed, this.spooled] = [[], 0, []];
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
