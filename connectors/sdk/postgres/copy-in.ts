import type { Duplex } from "node:stream";
import type { Submittable } from "pg";
import { CopyBuffer } from "./copy-buffer";
import { writeHeader, writeTrailer } from "./tuples";

const copyData = 0x64;
const copyDone = Buffer.from([0x63, 0, 0, 0, 4]);
const sendBytes = 512 * 1024;

/**
 * One `COPY … FROM STDIN (FORMAT binary)`. Tuples are written into `buffer`, and `flush` sends them as one message:
 * two buffers take turns, so at most two messages wait for the network however slow the server is.
 */
export class CopyIn implements Submittable {
  /** Where the next tuples go. Another one after each `flush`. */
  buffer = new CopyBuffer(sendBytes);
  private other = new CopyBuffer(sendBytes);
  private sending: Promise<void> = Promise.resolve();
  private stream: Duplex | undefined;
  private rows = -1;
  private fail: (error: Error) => void = () => undefined;
  private readonly started: Promise<void>;
  private readonly ended: Promise<number>;
  private markStarted: () => void = () => undefined;
  private markEnded: (rows: number) => void = () => undefined;
  private readonly failed: Promise<never>;

  constructor(private readonly sql: string) {
    this.failed = new Promise((_, reject) => (this.fail = reject));
    this.started = new Promise((resolve) => (this.markStarted = resolve));
    this.ended = new Promise((resolve) => (this.markEnded = resolve));
    this.failed.catch(() => undefined); // whoever waits next hears of it
  }

  /** Resolves when the server takes rows. */
  async start(): Promise<void> {
    await Promise.race([this.failed, this.started]);
    writeHeader(this.buffer);
  }

  /** Writers go on until the buffer holds so much. */
  readonly limit = sendBytes;

  isFull(): boolean {
    return this.buffer.used >= this.limit;
  }

  /** Sends what is in the buffer; resolves when another buffer is free. Throws what the server said. */
  async flush(): Promise<void> {
    await Promise.race([this.failed, this.sending]);
    const { bytes, view, used } = this.buffer;
    view.setUint8(0, copyData);
    view.setUint32(1, used - 1);
    this.sending = new Promise((resolve, reject) => {
      this.stream?.write(bytes.subarray(0, used), (error) => (error ? reject(error) : resolve()));
    });
    this.sending.catch(() => undefined); // heard at the next flush or at the end
    [this.buffer, this.other] = [this.other, this.buffer];
    this.buffer.clear();
  }

  /** Ends the COPY; resolves with the number of rows that the server took. */
  async finish(): Promise<number> {
    writeTrailer(this.buffer);
    await this.flush();
    this.stream?.write(copyDone);
    return Promise.race([this.failed, this.ended]);
  }

  submit(connection: { stream: Duplex; query(text: string): void }): void {
    this.stream = connection.stream;
    connection.query(this.sql);
  }

  handleCopyInResponse(): void {
    this.markStarted();
  }

  handleCommandComplete(message: { text: string }): void {
    this.rows = Number(/^COPY (\d+)/.exec(message.text)?.[1] ?? -1);
  }

  handleReadyForQuery(): void {
    this.markEnded(this.rows);
  }

  handleError(error: Error): void {
    this.fail(error);
  }
}
