/** Room for the code and length of a CopyData message, in front of its payload. */
const headRoom = 5;

/** A growing buffer for one CopyData message. Writers call `ensure` for all they are about to write, then write. */
export class CopyBuffer {
  /** Three views of the same memory. */
  bytes = new Uint8Array(0);
  view = new DataView(this.bytes.buffer);
  buffer = Buffer.from(this.bytes.buffer);
  used = headRoom;

  constructor(private readonly capacity: number) {
    this.use(new Uint8Array(capacity + headRoom));
  }

  get isEmpty(): boolean {
    return this.used === headRoom;
  }

  /** Empties it; what one huge row made it grow to is given back. */
  clear(): void {
    this.used = headRoom;
    if (this.bytes.length <= this.capacity * 4) return;
    this.use(new Uint8Array(this.capacity + headRoom));
  }

  ensure(length: number): void {
    if (this.used + length <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.used + length));
    grown.set(this.bytes.subarray(0, this.used));
    this.use(grown);
  }

  private use(bytes: Uint8Array<ArrayBuffer>): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer);
    this.buffer = Buffer.from(bytes.buffer);
  }
}
