import { ByteBuffer } from "../avro/byte-buffer";
import type { SequenceCounter } from "./sequence-counter";
import type { OutgoingMessage } from "./types";

/** Lengths and tags of a message's metadata, without what it brings along. */
const fixedBytes = 64;
const perPropertyBytes = 16;
/** UTF-8 bytes of one UTF-16 unit, at most. */
const maxBytesPerUnit = 3;
/** What one huge message made it grow to is given back when the batch is sent. */
const keptBytes = 1024 * 1024;
const startBytes = 8 * 1024;

/** Tags of the fields of SingleMessageMetadata and KeyValue: their number, and how the value is written. */
const tag = {
  properties: 0x0a,
  partitionKey: 0x12,
  payloadSize: 0x18,
  eventTime: 0x28,
  orderingKey: 0x3a,
  sequenceId: 0x40,
  isNullValue: 0x48,
  key: 0x0a,
  value: 0x12,
};

/** Never less than what the message takes in a batch. */
export function maxBatchedBytes(message: OutgoingMessage): number {
  let bytes = fixedBytes + (message.value?.length ?? 0);
  if (message.key !== undefined) bytes += message.key.length * maxBytesPerUnit;
  if (message.orderingKey) bytes += message.orderingKey.length;
  return bytes + (message.properties ? maxBytesOf(message.properties) : 0);
}

function maxBytesOf(properties: Record<string, string>): number {
  let bytes = 0;
  for (const name in properties)
    bytes += (name.length + (properties[name]?.length ?? 0)) * maxBytesPerUnit + perPropertyBytes;
  return bytes;
}

/**
 * The payload of a batch while it fills: for each message `[length u32][SingleMessageMetadata][payload]`. Written by hand,
 * into memory that becomes the frame: by protobufjs, or by a copy of each message, it takes several times as long, for each of
 * millions. `headRoom` bytes are left in front for what a frame has there.
 */
export class BatchBuffer {
  count = 0;
  private readonly out: ByteBuffer;
  /** Of the last message: where it begins, where the length of its value stands, and where the value begins. */
  private start = 0;
  private sizeAt = 0;
  private valueAt = 0;
  /** Whether it has begun, and neither ended nor was cancelled. */
  private isOpen = false;
  /** Of the length of a value: mostly the next one has as many. */
  private sizeBytes = 1;
  /** Properties that cannot change are written once: the last ones, and what they came to. */
  private lastFrozen: Record<string, string> | null = null;
  private lastFrozenBytes = Buffer.alloc(0);

  constructor(private readonly headRoom = 0) {
    this.out = new ByteBuffer(headRoom + startBytes);
    this.out.used = headRoom;
  }

  get used(): number {
    return this.out.used - this.headRoom;
  }

  /** How long the value is that is being written. */
  get valueBytes(): number {
    return this.out.used - this.valueAt;
  }

  /** A view, until something is added or the batch is cleared. */
  get content(): Buffer {
    return this.out.bytes.subarray(this.headRoom, this.out.used);
  }

  clear(): void {
    this.out.used = this.headRoom;
    this.count = 0;
    if (this.out.bytes.length > keptBytes) this.take();
  }

  /** All of it, `headRoom` included, for good; the batch is empty then. */
  take(): Buffer {
    const { used } = this.out;
    const next = Math.min(used + (used >>> 4), keptBytes); // batches are of one size, mostly
    const taken = this.out.take(Math.max(next, this.headRoom + startBytes));
    this.out.used = this.headRoom;
    this.count = 0;
    return taken;
  }

  /** Takes the last message out, as a batch of its own, `headRoom` included. */
  takeLast(): Buffer {
    const last = Buffer.allocUnsafeSlow(this.headRoom + this.out.used - this.start);
    this.out.bytes.copy(last, this.headRoom, this.start, this.out.used);
    this.out.used = this.start;
    this.count--;
    return last;
  }

  /** Begins a message, whose value is then appended to what it gives; `end` or `cancel` follows. */
  begin(key: string | null, sequence: SequenceCounter): ByteBuffer {
    const { out } = this;
    this.start = out.used;
    this.isOpen = true;
    const keyBytes = key === null ? 0 : key.length * maxBytesPerUnit;
    out.ensure(fixedBytes + keyBytes);
    const { bytes } = out;
    let at = this.start + 4;
    if (key !== null) at = putText(bytes, at, tag.partitionKey, key);
    bytes[at++] = tag.sequenceId;
    this.sizeAt = putSequence(bytes, at, sequence);
    this.valueAt = this.sizeAt + 1 + this.sizeBytes;
    out.used = this.valueAt;
    return out;
  }

  end(properties: Record<string, string> | null): void {
    const { out, sizeAt } = this;
    const size = this.valueBytes;
    const sizeBytes = varintLength(size);
    const more = properties === null ? 0 : maxBytesOf(properties);
    out.ensure(more + sizeBytes);
    let at = sizeAt;
    if (properties !== null || sizeBytes !== this.sizeBytes) at = this.makeRoom(properties, sizeBytes);
    out.bytes[at] = tag.payloadSize;
    putVarint(out.bytes, at + 1, size);
    putLength(out.bytes, this.start, at + 1 + sizeBytes - this.start - 4);
    this.sizeBytes = sizeBytes;
    this.isOpen = false;
    this.count++;
  }

  /** Void where no message is open. */
  cancel(): void {
    if (this.isOpen) this.out.used = this.start;
    this.isOpen = false;
  }

  /** `maxBytes` is what `maxBatchedBytes` gives for it. */
  append(message: OutgoingMessage, sequence: SequenceCounter, maxBytes = maxBatchedBytes(message)): void {
    const { out } = this;
    out.ensure(maxBytes);
    const { bytes } = out;
    const { value, key, orderingKey, eventTimeMs, properties } = message;
    const start = (this.start = out.used);
    let at = start + 4;
    if (properties) at = this.putProperties(properties, at);
    if (key !== undefined) at = putText(bytes, at, tag.partitionKey, key);
    bytes[at++] = tag.payloadSize;
    at = putVarint(bytes, at, value?.length ?? 0);
    if (eventTimeMs !== undefined) {
      bytes[at++] = tag.eventTime;
      at = putVarint(bytes, at, eventTimeMs);
    }
    if (orderingKey) {
      bytes[at++] = tag.orderingKey;
      at = putVarint(bytes, at, orderingKey.length);
      bytes.set(orderingKey, at);
      at += orderingKey.length;
    }
    bytes[at++] = tag.sequenceId;
    at = putSequence(bytes, at, sequence);
    if (value === null) {
      bytes[at++] = tag.isNullValue;
      bytes[at++] = 1;
    }
    putLength(bytes, start, at - start - 4);
    if (value) {
      bytes.set(value, at);
      at += value.length;
    }
    out.used = at;
    this.count++;
  }

  /** Puts properties in front of the length of the value, moving that and the value; gives where the length stands then. */
  private makeRoom(properties: Record<string, string> | null, sizeBytes: number): number {
    const { out, sizeAt, valueAt } = this;
    const size = this.valueBytes;
    const target = sizeAt + 1 + sizeBytes;
    if (properties === null) {
      out.bytes.copyWithin(target, valueAt, valueAt + size);
      out.used = target + size;
      return sizeAt;
    }
    const moved = target + maxBytesOf(properties);
    out.bytes.copyWithin(moved, valueAt, valueAt + size);
    const at = this.putProperties(properties, sizeAt);
    out.bytes.copyWithin(at + 1 + sizeBytes, moved, moved + size);
    out.used = at + 1 + sizeBytes + size;
    return at;
  }

  private putProperties(properties: Record<string, string>, start: number): number {
    const { bytes } = this.out;
    if (properties === this.lastFrozen) {
      bytes.set(this.lastFrozenBytes, start);
      return start + this.lastFrozenBytes.length;
    }
    let at = start;
    for (const name in properties) at = putProperty(bytes, at, name, properties[name] ?? "");
    if (Object.isFrozen(properties)) {
      this.lastFrozen = properties;
      this.lastFrozenBytes = Buffer.from(bytes.subarray(start, at));
    }
    return at;
  }
}

function putProperty(bytes: Buffer, start: number, name: string, value: string): number {
  const nameBytes = utf8Length(name);
  const valueBytes = utf8Length(value);
  const inner = 2 + varintLength(nameBytes) + nameBytes + varintLength(valueBytes) + valueBytes;
  bytes[start] = tag.properties;
  let at = putVarint(bytes, start + 1, inner);
  at = putText(bytes, at, tag.key, name, nameBytes);
  return putText(bytes, at, tag.value, value, valueBytes);
}

function putText(
  bytes: Buffer,
  start: number,
  field: number,
  text: string,
  length = utf8Length(text),
): number {
  bytes[start] = field;
  let at = putVarint(bytes, start + 1, length);
  if (length !== text.length) return at + bytes.write(text, at, "utf8");
  for (let index = 0; index < length; index++) bytes[at++] = text.charCodeAt(index);
  return at;
}

/** Most texts are ASCII: then it is their length. */
function utf8Length(text: string): number {
  for (let index = 0; index < text.length; index++)
    if (text.charCodeAt(index) > 127) return Buffer.byteLength(text);
  return text.length;
}

function putLength(bytes: Buffer, at: number, length: number): void {
  bytes[at] = length >>> 24;
  bytes[at + 1] = length >>> 16;
  bytes[at + 2] = length >>> 8;
  bytes[at + 3] = length;
}

/** A whole number from 0 to 2^53. */
function putVarint(bytes: Buffer, start: number, value: number): number {
  let at = start;
  let rest = value;
  for (; rest >= 2 ** 31; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) | 128;
  for (; rest > 127; rest >>>= 7) bytes[at++] = rest | 128;
  bytes[at++] = rest;
  return at;
}

function putSequence(bytes: Buffer, start: number, { low, high }: SequenceCounter): number {
  if (high === 0) return putVarint(bytes, start, low);
  for (let digit = 0; digit < 4; digit++) bytes[start + digit] = (low >>> (7 * digit)) | 128;
  return putVarint(bytes, start + 4, high);
}

function varintLength(value: number): number {
  let length = 1;
  for (let rest = value; rest > 127; rest >>>= 7) length++;
  return length;
}
