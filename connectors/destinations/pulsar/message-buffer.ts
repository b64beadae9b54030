import { ByteBuffer } from "@/connectors/sdk/avro/byte-buffer";
import { viewOf } from "@/connectors/sdk/postgres/tuples";
import type { OutgoingMessage } from "@/connectors/sdk/pulsar/types";

/** A message as it waits: its properties as JSON text. */
export interface WaitingMessage {
  value: Uint8Array | null;
  key: string | null;
  properties: string | null;
}

const bytesPerChunk = 1024 * 1024;
const startBytes = bytesPerChunk + 128 * 1024;
/** Lengths of value, key and properties, 32 bits each. */
const headBytes = 12;
const absent = 0xffff_ffff;

/** Messages one behind the other in one piece of memory, so that a million of them are no million objects. */
export class MessageBuffer {
  private readonly out = new ByteBuffer(startBytes);
  private start = 0;

  get isFull(): boolean {
    return this.out.used >= bytesPerChunk;
  }

  get isEmpty(): boolean {
    return this.out.used === 0;
  }

  /** Where the value of the next message is appended; `end` or `cancel` follows. */
  begin(): ByteBuffer {
    this.start = this.out.used;
    this.out.ensure(headBytes);
    this.out.used += headBytes;
    return this.out;
  }

  /** Gives the size of the value. */
  end({ key, properties }: Omit<WaitingMessage, "value">): number {
    const { out, start } = this;
    const valueBytes = out.used - start - headBytes;
    out.setUint32(start, valueBytes);
    this.putText(start + 4, key);
    this.putText(start + 8, properties);
    return valueBytes;
  }

  cancel(): void {
    this.out.used = this.start;
  }

  addTombstone(key: string, properties: string | null): void {
    this.begin();
    this.end({ key, properties });
    this.out.setUint32(this.start, absent);
  }

  /** All messages so far; the buffer is empty then, and never writes into what it gave. */
  take(): Uint8Array {
    return this.out.take();
  }

  private putText(at: number, text: string | null): void {
    const before = this.out.used;
    if (text !== null) this.out.putText(text);
    this.out.setUint32(at, text === null ? absent : this.out.used - before);
  }
}

/** The messages of a chunk in their order; values are views of it. */
export function* messagesIn(chunk: Uint8Array): Generator<WaitingMessage> {
  const view = viewOf(chunk);
  const texts = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  for (let at = 0; at < chunk.length;) {
    const [valueBytes, keyBytes, propertyBytes] = [0, 4, 8].map((offset) =>
      view.getUint32(at + offset, true),
    );
    const valueAt = at + headBytes;
    const keyAt = valueAt + sizeOf(valueBytes);
    const propertiesAt = keyAt + sizeOf(keyBytes);
    at = propertiesAt + sizeOf(propertyBytes);
    yield {
      value: valueBytes === absent ? null : chunk.subarray(valueAt, keyAt),
      key: keyBytes === absent ? null : texts.toString("utf8", keyAt, propertiesAt),
      properties: propertyBytes === absent ? null : texts.toString("utf8", propertiesAt, at),
    };
  }
}

export function toOutgoing(
  { value, key, properties }: WaitingMessage,
  constant: Record<string, string> | null,
): OutgoingMessage {
  const own = properties === null ? null : (JSON.parse(properties) as Record<string, string>);
  const all = constant && own ? { ...constant, ...own } : (own ?? constant);
  return { value, ...(key === null ? {} : { key }), ...(all === null ? {} : { properties: all }) };
}

function sizeOf(length = absent): number {
  return length === absent ? 0 : length;
}
