import { closeSync, constants, fdatasync, ftruncateSync, openSync, unlinkSync, writeSync } from "node:fs";
import { stat } from "node:fs/promises";
import { promisify } from "node:util";
import { ConfigError } from "@/connectors/sdk";
import { isMissing } from "./disk";
import { translateError } from "./errors";

/** A link in the place of a part would lead the writing elsewhere; Windows has no such flag, and no such links. */
const openFlags = constants.O_RDWR | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);

const flush = promisify(fdatasync);

/** So much is left to the system to write when it likes. */
const bytesPerFlush = 64 * 1024 * 1024;

/**
 * The file in which rows of one stream wait. Its bytes up to what was last committed are never touched; what lies
 * behind them, from a writer that did not commit, goes when the file is opened.
 */
export class PartFile {
  /** All flushes so far, one after the other: of one that failed the system tells once, and every `sync` behind it must. */
  private flushes: Promise<void> = Promise.resolve();
  private flushedEnd: number;

  private constructor(
    readonly file: string,
    private descriptor: number | null,
    /** Where the next byte goes. */
    private end: number,
  ) {
    this.flushedEnd = end;
  }

  /** `requireTurn` throws where another writer has the file now. */
  static async open(file: string, committedBytes: number, requireTurn: () => void): Promise<PartFile> {
    const present = await sizeOf(file);
    if ((present ?? 0) < committedBytes) throw damaged(file, present, committedBytes);
    requireTurn();
    try {
      const descriptor = openSync(file, openFlags, 0o666);
      ftruncateSync(descriptor, committedBytes);
      return new PartFile(file, descriptor, committedBytes);
    } catch (error) {
      throw translateError(error, file);
    }
  }

  get bytes(): number {
    return this.end;
  }

  /** At once, so that nothing of this process comes between a look at the fence and the write. */
  append(data: Uint8Array): void {
    const { descriptor } = this;
    if (descriptor === null) throw new Error(`${this.file} is closed.`);
    try {
      for (let written = 0; written < data.length;)
        written += writeSync(descriptor, data, written, data.length - written, this.end + written);
    } catch (error) {
      throw translateError(error, this.file, data.length);
    }
    this.end += data.length;
    if (this.end - this.flushedEnd >= bytesPerFlush) this.beginFlush(descriptor);
  }

  /** Most is on the disk by then, because it is written there beside the appending. */
  async sync(): Promise<void> {
    if (this.descriptor === null) throw new Error(`${this.file} is closed.`);
    this.beginFlush(this.descriptor);
    try {
      await this.flushes;
    } catch (error) {
      throw translateError(error, this.file);
    }
  }

  /** What is not committed goes at once, because it may be what fills the disk; null: nothing is. */
  discardFrom(committedBytes: number | null): void {
    if (this.descriptor === null) return;
    if (committedBytes === null) unlinkSync(this.file);
    else ftruncateSync(this.descriptor, committedBytes);
  }

  async close(): Promise<void> {
    const { descriptor } = this;
    if (descriptor === null) return;
    this.descriptor = null;
    await this.flushes.catch(() => undefined);
    closeSync(descriptor);
  }

  private beginFlush(descriptor: number): void {
    this.flushedEnd = this.end;
    this.flushes = this.flushes.then(() => (this.descriptor === null ? undefined : flush(descriptor)));
    this.flushes.catch(() => undefined);
  }
}

/** Throws where a part is not there with all that was committed. */
export async function requirePart(file: string, committedBytes: number): Promise<void> {
  const present = await sizeOf(file);
  if (present === null || present < committedBytes) throw damaged(file, present, committedBytes);
}

function damaged(file: string, present: number | null, committedBytes: number): ConfigError {
  return new ConfigError(
    `${file} ${present === null ? "is gone" : `holds ${present} bytes`}, where ${committedBytes} bytes were committed; something else has changed it. Clear the stream and sync it again.`,
  );
}

/** null where there is no such file. */
async function sizeOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (isMissing(error)) return null;
    throw translateError(error, file);
  }
}
