import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { BatchBuffer } from "./batch-buffer";
import { decodeCommand } from "./codec";
import { loadCompressor } from "./compression";
import { MessageTooLargeError } from "./errors";
import { FrameMaker, type Frame, type FrameSettings } from "./frame-maker";
import { FrameSplitter, readPayload } from "./frames";
import { SequenceCounter } from "./sequence-counter";
import type { Compression } from "./types";

const transaction = { mostBits: 2n ** 63n, leastBits: 7n };

async function makerOf(more: Partial<FrameSettings> = {}, compression: Compression = "none") {
  return new FrameMaker({
    producerId: 9n,
    producerName: "p",
    schemaVersion: null,
    compression,
    compressor: await loadCompressor(compression),
    isChunking: false,
    maxMessageBytes: 5 * 1024 * 1024,
    clock: { now: () => 1_700_000_000_000, sleep: () => Promise.resolve() },
    ...more,
  });
}

function read({ bytes }: Frame) {
  const frames: { send: object; rest: Buffer }[] = [];
  new FrameSplitter(10_000_000, (command, rest) =>
    frames.push({ send: decodeCommand(command)?.fields ?? {}, rest }),
  ).push(bytes);
  expect(frames).toHaveLength(1);
  const [first] = frames;
  return { send: first?.send, ...readPayload(first?.rest ?? Buffer.alloc(0)) };
}

function batchOf(values: Uint8Array[]): BatchBuffer {
  const batch = new BatchBuffer();
  const sequence = new SequenceCounter(40n);
  for (const value of values) {
    batch.append({ value }, sequence);
    sequence.advance();
  }
  return batch;
}

describe("a batch's frame", () => {
  it("names its first and last message and how many there are", async () => {
    const frame = (await makerOf()).batch(batchOf([Buffer.from("a"), Buffer.from("b")]), 40n, null);
    expect(frame).toMatchObject({ sequenceId: 40n, highestSequenceId: 41n, batchSize: 2 });
    const { send, metadata } = read(frame);
    expect(send).toEqual({ producerId: 9n, sequenceId: 40n, numMessages: 2, highestSequenceId: 41n });
    expect(metadata).toEqual({
      producerName: "p",
      sequenceId: 40n,
      publishTime: 1_700_000_000_000n,
      numMessagesInBatch: 2,
      highestSequenceId: 41n,
      uncompressedSize: frame.bytes.length - frame.bytes.indexOf(read(frame).payload),
    });
  });

  it("has the version of the schema only where there is one, and the transaction where there is one", async () => {
    const maker = await makerOf({ schemaVersion: Buffer.from("0000000000000003", "hex") });
    const { send, metadata } = read(maker.batch(batchOf([Buffer.from("a")]), 40n, transaction));
    expect(metadata.schemaVersion).toEqual(Buffer.from("0000000000000003", "hex"));
    for (const part of [send, metadata])
      expect(part).toMatchObject({ txnMostBits: 2n ** 63n, txnLeastBits: 7n });
    const { metadata: without } = read((await makerOf()).batch(batchOf([Buffer.from("a")]), 40n, null));
    expect(without).not.toHaveProperty("schemaVersion");
    expect(without).not.toHaveProperty("txnMostBits");
  });

  it("is packed as a whole, and not at all where that makes it no smaller", async () => {
    const maker = await makerOf({}, "lz4");
    const repeating = batchOf([Buffer.alloc(5_000, "a"), Buffer.alloc(5_000, "b")]);
    const packed = read(maker.batch(repeating, 40n, null));
    expect(packed.metadata).toMatchObject({ compression: 1, uncompressedSize: repeating.used });
    const { decompress } = await loadCompressor("lz4");
    expect(Buffer.from(decompress(packed.payload, repeating.used)).equals(repeating.content)).toBe(true);
    const random = batchOf([randomBytes(5_000)]);
    const plain = read(maker.batch(random, 40n, null));
    expect(plain.metadata).not.toHaveProperty("compression");
    expect(plain.payload.equals(random.content)).toBe(true);
  });
});

describe("a single message's frames", () => {
  it("carry all that the message has", async () => {
    const message = {
      value: Buffer.from("v"),
      key: "k",
      orderingKey: Buffer.from("o"),
      properties: { a: "b" },
      eventTimeMs: 5,
    };
    const [frame, ...others] = (await makerOf()).single(message, 3n, null);
    expect(others).toEqual([]);
    const { metadata, payload } = read(frame as Frame);
    expect(payload.toString()).toBe("v");
    expect(metadata).toMatchObject({
      partitionKey: "k",
      orderingKey: Buffer.from("o"),
      properties: [{ key: "a", value: "b" }],
      eventTime: 5n,
    });
  });

  it("mark a message without a value", async () => {
    const [frame] = (await makerOf({}, "zlib")).single({ value: null, key: "k" }, 3n, null);
    expect(read(frame as Frame)).toMatchObject({
      metadata: { isNullValue: true, partitionKey: "k" },
      payload: Buffer.alloc(0),
    });
  });

  it("are as many as it takes, none above the limit, and give the message when put together", async () => {
    const maxMessageBytes = 10_000;
    const maker = await makerOf({ isChunking: true, maxMessageBytes });
    const value = randomBytes(100_000);
    const frames = maker.single({ value, key: "k" }, 3n, transaction);
    const parts = frames.map(read);
    expect(Buffer.concat(parts.map(({ payload }) => payload)).equals(value)).toBe(true);
    for (const [chunkId, { send, metadata }] of parts.entries()) {
      expect(send).toMatchObject({ isChunk: true, sequenceId: 3n, txnLeastBits: 7n });
      expect(metadata).toMatchObject({
        chunkUuid: "p-3",
        chunkId,
        numChunks: parts.length,
        totalChunkBytes: value.length,
        partitionKey: "k",
      });
    }
    for (const { bytes } of frames) expect(bytes.length).toBeLessThan(maxMessageBytes);
    expect(frames.length).toBe(Math.ceil(value.length / (parts[0]?.payload.length ?? 0)));
  });

  it.each([true, false])("are one as long as the limit allows it (chunking: %s)", async (isChunking) => {
    const maker = await makerOf({ isChunking, maxMessageBytes: 10_000 });
    const overhead = (maker.single({ value: randomBytes(5_000) }, 3n, null)[0]?.bytes.length ?? 0) - 5_000;
    const fits = 10_000 - 1_024 - overhead;
    expect(maker.single({ value: randomBytes(fits) }, 3n, null)).toHaveLength(1);
    const tooLarge = () => maker.single({ value: randomBytes(fits + overhead) }, 3n, null);
    if (isChunking) expect(tooLarge()).toHaveLength(2);
    else expect(tooLarge).toThrow(MessageTooLargeError);
  });

  it("are refused where the key alone is too much", async () => {
    const maker = await makerOf({ isChunking: true, maxMessageBytes: 10_000 });
    expect(() => maker.single({ value: randomBytes(10), key: "k".repeat(10_000) }, 3n, null)).toThrow(
      /leave no room for the value/,
    );
  });
});
