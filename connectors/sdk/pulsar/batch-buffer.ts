import type { SequenceCounter } from "./sequence-counter";
import type { OutgoingMessage } from "./types";

/** Lengths and tags of a message's metadata, without what it brings along. */
const fixedBytes = 64;
const perPropertyBytes = 16;
/** UTF-8 bytes of one UTF-16 unit, at most. */
const maxBytesPerUnit = 3;
/** What one huge message made it grow to is given back when the batch is sent. */
const keptBytes = 1024 * 1024;

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
  const { properties } = message;
  if (properties) {
    for (const name in properties)
      bytes += (name.length + (properties[name]?.length ?? 0)) * maxBytesPerUnit + perPropertyBytes;
  }
  return bytes;
}

/**
 * The payload of a batch while it fills: for each message `[length u32][SingleMessageMetadata][payload]`. Written by hand,
 * into one buffer that is used again: by protobufjs it takes several times as long, for each of millions.
 */
export class BatchBuffer {
  private bytes = Buffer.allocUnsafe(64 * 1024);
  used = 0;
  count = 0;
  /** Properties that cannot change are written once: the last ones, and what they came to. */
  private lastFrozen: Record<string, string> | null = null;
  private lastFrozenBytes = Buffer.alloc(0);

  /** A view, until something is added or the batch is cleared. */
  get content(): Buffer {
    return this.bytes.subarray(0, this.used);
  }

  clear(): void {
    this.used = 0;
    this.count = 0;
    if (this.bytes.length > keptBytes) this.bytes = Buffer.allocUnsafe(64 * 1024);
  }

  /** `maxBytes` is what `maxBatchedBytes` gives for it. */
  append(message: OutgoingMessage, maxBytes: number, sequence: SequenceCounter): void {
    this.ensure(maxBytes);
    const { bytes } = this;
    const { value, key, orderingKey, eventTimeMs, properties } = message;
    const start = this.used;
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
    this.used = at;
    this.count++;
  }

  private putProperties(properties: Record<string, string>, start: number): number {
    const { bytes } = this;
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

  private ensure(more: number): void {
    if (this.used + more <= this.bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.used + more));
    grown.set(this.content);
    this.bytes = grown;
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
