import { EventEmitter } from "node:events";
import { type ConnectOpts, Socket, type SocketConstructorOpts } from "node:net";
import type { Duplex } from "node:stream";
import pg from "pg";
import { copyData, headerLength, viewOf } from "./tuples";

/** Takes the payload of CopyData messages. */
export interface CopySink {
  /**
   * Takes messages that lie whole in the chunk, from the one at `from` on, and as many as it likes; returns where it
   * left off. The others come in pieces: begin, then bytes until the announced length is there.
   */
  takeWhole(chunk: Chunk, from: number): number;
  /** A message of `length` payload bytes begins. */
  begin(length: number): void;
  /** Bytes [from, to) of `chunk` belong to it; `last` when they complete it. The chunk is used again afterwards. */
  take(chunk: Chunk, from: number, to: number, last: boolean): void;
  /** All that one read from the socket held has been given. */
  settle(): void;
}

/** What one read from the socket gave. */
export interface Chunk {
  bytes: Uint8Array;
  /** Of the same memory. */
  view: DataView;
}

const messages = { copyOutResponse: 0x48, copyDone: 0x63, errorResponse: 0x45 };

interface ConnectionInternals {
  attachListeners(stream: EventEmitter): void;
}
const internals = pg.Connection.prototype as unknown as ConnectionInternals;

/** What one read from a plain socket takes at most. */
const readBytes = 256 * 1024;

/**
 * pg's connection, but the rows of a COPY … TO STDOUT go straight to a sink, with no object per row. All other
 * messages reach pg's parser whole, so that the change of hands falls exactly between two messages.
 */
export class CopyConnection extends pg.Connection {
  private router: MessageRouter | undefined;

  constructor(config: pg.ConnectionConfig & { ssl: false | object }) {
    const isSocket = !config.ssl && !config.stream;
    super(isSocket ? { ...config, stream: () => readingInto((chunk) => this.receive(chunk)) } : config);
  }

  /** Called by pg once the stream is final, which is after the TLS handshake where there is one. */
  attachListeners(stream: Duplex): void {
    const parsed = new EventEmitter();
    internals.attachListeners.call(this, parsed);
    this.router = new MessageRouter((messages) => parsed.emit("data", messages));
    stream.on("data", (chunk: Buffer) => this.receive(chunk));
  }

  /** What is thrown here would end the process; as an error of the connection it reaches whoever waits for it. */
  private receive(chunk: Uint8Array): void {
    try {
      this.router?.push(chunk);
    } catch (error) {
      this.stream.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** The next COPY … TO STDOUT of this connection goes to `sink`. */
  routeCopyTo(sink: CopySink): void {
    this.router?.arm(sink);
  }
}

/** A socket that reads into the same memory again and again, and has nothing but that to say of what comes. */
function readingInto(receive: (chunk: Uint8Array) => void): Socket {
  const callback = (length: number, bytes: Uint8Array) => {
    receive(bytes.subarray(0, length));
    return true;
  };
  const options: SocketConstructorOpts & Pick<ConnectOpts, "onread"> = {
    onread: { buffer: new Uint8Array(readBytes), callback },
  };
  return new Socket(options);
}

/** Cuts the byte stream of the server at message boundaries. */
export class MessageRouter {
  private armed: CopySink | null = null;
  private sink: CopySink | null = null;
  private readonly header = new DataView(new ArrayBuffer(headerLength));
  private headerBytes = 0;
  /** Payload bytes of the current message that have not come yet. */
  private missing = 0;
  /** Of the current message, unless it is a row. */
  private parts: Uint8Array[] = [];

  constructor(private readonly forward: (message: Buffer) => void) {}

  arm(sink: CopySink): void {
    this.armed = sink;
  }

  push(chunk: Uint8Array): void {
    const part = { bytes: chunk, view: viewOf(chunk) };
    let offset = 0;
    while (offset < chunk.length) {
      if (this.missing > 0) offset = this.continueMessage(part, offset);
      else {
        if (this.sink && this.headerBytes === 0) offset = this.sink.takeWhole(part, offset);
        if (offset < chunk.length) offset = this.beginMessage(part, offset);
      }
    }
    this.sink?.settle();
  }

  private beginMessage(chunk: Chunk, offset: number): number {
    const { view } = chunk;
    const taken = Math.min(headerLength - this.headerBytes, view.byteLength - offset);
    for (let at = 0; at < taken; at++) this.header.setUint8(this.headerBytes++, view.getUint8(offset + at));
    if (this.headerBytes < headerLength) return offset + taken;
    this.missing = this.header.getUint32(1) - 4;
    if (this.sink && this.header.getUint8(0) === copyData) this.sink.begin(this.missing);
    else this.parts.push(copyOf(this.header, 0, headerLength));
    return this.missing > 0 ? offset + taken : this.continueMessage(chunk, offset + taken);
  }

  private continueMessage(chunk: Chunk, offset: number): number {
    const { view } = chunk;
    const end = Math.min(offset + this.missing, view.byteLength);
    this.missing -= end - offset;
    const isRow = this.parts.length === 0;
    if (isRow) this.sink?.take(chunk, offset, end, this.missing === 0);
    else this.parts.push(copyOf(view, offset, end));
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

/** The chunk is not ours to keep. */
function copyOf(view: DataView, from: number, to: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + from, to - from).slice();
}
