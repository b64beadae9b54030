import { EventEmitter } from "node:events";
import type { Duplex } from "node:stream";
import pg from "pg";

/** Takes the payload of CopyData messages, in pieces: begin, then bytes until the announced length is there. */
export interface CopySink {
  /** A message of `length` payload bytes begins. */
  begin(length: number): void;
  /** Bytes [from, to) of `chunk` belong to it; `last` when they complete it. */
  take(chunk: Uint8Array, from: number, to: number, last: boolean): void;
  /** All that one read from the socket held has been given. */
  settle(): void;
}

const messages = { copyOutResponse: 0x48, copyDone: 0x63, errorResponse: 0x45 };
const copyData = 0x64;
/** A code and a 32-bit length that counts itself. */
const headerLength = 5;

interface ConnectionInternals {
  attachListeners(stream: EventEmitter): void;
}
const internals = pg.Connection.prototype as unknown as ConnectionInternals;

/**
 * pg's connection, but the rows of a COPY … TO STDOUT go straight to a sink, with no object per row. All other
 * messages reach pg's parser whole, so that the change of hands falls exactly between two messages.
 */
export class CopyConnection extends pg.Connection {
  private router: MessageRouter | undefined;

  /** Called by pg once the stream is final, which is after the TLS handshake where there is one. */
  attachListeners(stream: Duplex): void {
    const parsed = new EventEmitter();
    internals.attachListeners.call(this, parsed);
    const router = new MessageRouter((messages) => parsed.emit("data", messages));
    stream.on("data", (chunk: Buffer) => router.push(chunk));
    this.router = router;
  }

  /** The next COPY … TO STDOUT of this connection goes to `sink`. */
  routeCopyTo(sink: CopySink): void {
    this.router?.arm(sink);
  }
}

/** Cuts the byte stream of the server at message boundaries. */
export class MessageRouter {
  private armed: CopySink | null = null;
  private sink: CopySink | null = null;
  private readonly header = new Uint8Array(headerLength);
  private headerBytes = 0;
  /** Payload bytes of the current message that have not come yet. */
  private missing = 0;
  /** Of the current message, unless it is a row. */
  private parts: Uint8Array[] = [];

  constructor(private readonly forward: (message: Buffer) => void) {}

  arm(sink: CopySink): void {
    this.armed = sink;
  }

  push(chunk: Buffer): void {
    // A plain view: slicing a Buffer costs several times as much, and there is a slice for every row.
    const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length);
    let offset = 0;
    while (offset < bytes.length) {
      if (this.missing > 0) offset = this.continueMessage(bytes, offset);
      else if (this.sink && this.headerBytes === 0) offset = this.takeRows(this.sink, bytes, offset);
      else offset = this.beginMessage(bytes, offset);
    }
    this.sink?.settle();
  }

  /** The quick way through rows that lie whole in `bytes`: almost all of them. */
  private takeRows(sink: CopySink, bytes: Uint8Array, from: number): number {
    let offset = from;
    while (offset + headerLength <= bytes.length && bytes[offset] === copyData) {
      const next = offset + 1 + readUint32(bytes, offset + 1);
      if (next > bytes.length) break;
      sink.begin(next - offset - headerLength);
      sink.take(bytes, offset + headerLength, next, true);
      offset = next;
    }
    return offset < bytes.length ? this.beginMessage(bytes, offset) : offset;
  }

  private beginMessage(bytes: Uint8Array, offset: number): number {
    const taken = Math.min(headerLength - this.headerBytes, bytes.length - offset);
    this.header.set(bytes.subarray(offset, offset + taken), this.headerBytes);
    this.headerBytes += taken;
    if (this.headerBytes < headerLength) return offset + taken;
    this.missing = readUint32(this.header, 1) - 4;
    if (this.sink && this.header[0] === copyData) this.sink.begin(this.missing);
    else this.parts.push(this.header.slice());
    return this.missing > 0 ? offset + taken : this.continueMessage(bytes, offset + taken);
  }

  private continueMessage(bytes: Uint8Array, offset: number): number {
    const end = Math.min(offset + this.missing, bytes.length);
    this.missing -= end - offset;
    const isRow = this.parts.length === 0;
    if (isRow) this.sink?.take(bytes, offset, end, this.missing === 0);
    else this.parts.push(bytes.subarray(offset, end));
    if (this.missing > 0) return end;
    this.headerBytes = 0;
    if (!isRow) this.endMessage();
    return end;
  }

  private endMessage(): void {
    const message = Buffer.concat(this.parts);
    this.parts = [];
    const code = message[0];
    if (code === messages.copyOutResponse && this.armed) {
      this.sink = this.armed;
      this.armed = null;
    } else if (code === messages.copyDone || code === messages.errorResponse) {
      this.sink = null;
      this.armed = null;
    }
    this.forward(message);
  }
}

function readUint32(bytes: Uint8Array, offset: number): number {
  return (
    (((bytes[offset] ?? 0) << 24) |
      ((bytes[offset + 1] ?? 0) << 16) |
      ((bytes[offset + 2] ?? 0) << 8) |
      (bytes[offset + 3] ?? 0)) >>>
    0
  );
}
