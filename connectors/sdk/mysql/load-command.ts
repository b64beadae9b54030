import { type Done, packet, RawCommand, readDone, readError } from "./wire";

/**
 * LOAD DATA LOCAL INFILE, fed from memory. The server says whether it takes data (start), gets it (send), and tells
 * what it made of it (finish).
 */
export class LoadCommand extends RawCommand {
  private sequence = 0;
  private pending = Buffer.alloc(0);
  private answers: Buffer[] = [];
  private failure: Error | null = null;
  private waiting: (() => void) | null = null;

  constructor(
    sql: string,
    private readonly onEnd: () => void,
  ) {
    super(sql);
  }

  /** Rejects with the server's error where it takes none. */
  async start(): Promise<void> {
    const answer = await this.answer();
    if (answer[0] === 0xfb) return;
    this.settle();
    throw answer[0] === 0xff ? readError(answer) : new Error("The server asked for no data.");
  }

  /** Resolves when more may be sent. `bytes` belongs to the socket from now on. */
  async send(bytes: Uint8Array): Promise<void> {
    if (this.failure) throw this.failure;
    if (bytes.length === 0) return;
    const stream = this.wire?.stream;
    if (!stream) throw new Error("The command has not been started.");
    if (stream.write(packet(bytes, this.nextSequence()))) return;
    await new Promise<void>((resolve) => {
      const settle = () => {
        stream.off("drain", settle).off("close", settle).off("error", settle);
        resolve();
      };
      stream.on("drain", settle).on("close", settle).on("error", settle);
    });
    if (this.failure) throw this.failure;
  }

  /** Ends the data. Rejects with the server's error; then nothing of this statement is kept. */
  async end(): Promise<Done> {
    if (this.failure) throw this.failure;
    this.wire?.stream.write(packet(new Uint8Array(0), this.nextSequence()));
    const answer = await this.answer();
    this.settle();
    if (answer[0] === 0xff) throw readError(answer);
    return readDone(answer);
  }

  protected fail(error: Error): void {
    this.failure ??= error;
    this.wake();
  }

  protected receive(chunk: Buffer): void {
    this.pending = Buffer.concat([this.pending, chunk]);
    while (this.pending.length >= 4) {
      const end = 4 + this.pending.readUIntLE(0, 3);
      if (this.pending.length < end) return;
      this.sequence = ((this.pending[3] ?? 0) + 1) & 0xff;
      this.answers.push(this.pending.subarray(4, end));
      this.pending = this.pending.subarray(end);
      this.wake();
    }
  }

  private async answer(): Promise<Buffer> {
    for (;;) {
      const answer = this.answers.shift();
      if (answer) return answer;
      if (this.failure) throw this.failure;
      await new Promise<void>((resolve) => (this.waiting = resolve));
    }
  }

  private settle(): void {
    this.finish();
    this.onEnd();
  }

  private nextSequence(): number {
    const sequence = this.sequence;
    this.sequence = (sequence + 1) & 0xff;
    return sequence;
  }

  private wake(): void {
    this.waiting?.();
    this.waiting = null;
  }
}
