import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BatchPacker, type PackerLimits } from "./batch-packer";
import { loadCompressor } from "./compression";
import { FrameMaker } from "./frame-maker";
import { readPayload } from "./frames";
import { messagesOf } from "./packed-messages";
import { PartitionedPacker } from "./partitioned-packer";
import { SequenceCounter } from "./sequence-counter";
import type { Packer } from "./types";

const limits: PackerLimits = {
  ...{ partition: 0, maxMessages: 1000, maxBytes: 128 * 1024, batchLimit: 1024 * 1024, headRoom: 300 },
};
const packerOf = (more: Partial<PackerLimits> = {}, first = 7n) =>
  new BatchPacker({ ...limits, ...more }, new SequenceCounter(first));

function put(packer: Packer, { value, key = null, properties = null }: Given): void {
  if (value === null) return packer.addTombstone(key ?? "", properties);
  packer.begin(key).putBytes(value);
  packer.end(properties);
}

interface Given {
  value: Uint8Array | null;
  key?: string | null;
  properties?: Record<string, string> | null;
}

const text = (length: number) => ({ value: Buffer.alloc(length, "x") });
/** Byte by byte they take long to compare. */
const asText = (value: Uint8Array | null) => value && Buffer.from(value).toString("latin1");
const all = (packer: Packer) => packer.take(true).flatMap((batch) => [...messagesOf(batch)]);

const given: fc.Arbitrary<Given> = fc.record({
  value: fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.constantFrom(127, 128, 16_383, 16_384).map((length) => Buffer.alloc(length, "v")),
    fc.constant(null),
  ),
  key: fc.string({ unit: "binary", maxLength: 200 }),
  properties: fc.option(
    fc.dictionary(fc.string({ minLength: 1 }), fc.string({ unit: "binary" }), { minKeys: 1 }),
  ),
});

describe("messages that are packed where they are encoded", () => {
  it("come out as they went in, whatever they are", () => {
    fc.assert(
      fc.property(fc.array(given, { minLength: 1, maxLength: 20 }), (messages) => {
        const packer = packerOf();
        for (const message of messages) put(packer, message);
        const wanted = messages.map(({ value, key, properties }) => ({
          value: asText(value),
          key: key?.toWellFormed(),
          ...(properties ? { properties } : {}),
        }));
        expect(all(packer).map(({ value, ...more }) => ({ value: asText(value), ...more }))).toEqual(wanted);
      }),
    );
  });

  it("leave nothing of one that was cancelled, and count on behind it", async () => {
    const packer = packerOf();
    put(packer, text(3));
    packer.begin("k").putText("lost");
    expect(packer.valueBytes).toBe(4);
    packer.cancel();
    packer.cancel();
    put(packer, text(2));
    packer.cancel();
    const [batch] = packer.take(true);
    if (!batch) throw new Error("Nothing was packed.");
    expect([...messagesOf(batch)].map(({ value }) => value?.length)).toEqual([3, 2]);
    expect((await makerOf()).packed(batch, 7n, null)).toMatchObject({ batchSize: 2, highestSequenceId: 8n });
  });

  it("are a full batch at so many messages, or so many bytes", () => {
    const packer = packerOf({ maxMessages: 3, maxBytes: 1000 });
    for (const length of [1, 1, 1, 1, 999]) put(packer, text(length));
    expect(packer.isFull).toBe(true);
    expect(packer.take(false).map(({ count }) => count)).toEqual([3, 2]);
    expect(packer.take(true)).toEqual([]);
  });

  it("go by themselves where a batch would become too long", () => {
    const packer = packerOf({ maxBytes: 10_000, batchLimit: 12_000 });
    for (const length of [5000, 11_000, 20_000]) put(packer, text(length));
    const batches = packer.take(true);
    expect(batches.map(({ count }) => count)).toEqual([1, 1, 1]);
    expect(batches.flatMap((batch) => [...messagesOf(batch)]).map(({ value }) => value?.length)).toEqual([
      5000, 11_000, 20_000,
    ]);
  });
});

describe("the frame of a packed batch", () => {
  it.each(["none", "lz4"] as const)(
    "is the same at the first and each later time (%s)",
    async (compression) => {
      const packer = packerOf();
      for (let index = 0; index < 100; index++) put(packer, { ...text(50), key: String(index) });
      const [batch] = packer.take(true);
      if (!batch) throw new Error("Nothing was packed.");
      const maker = await makerOf(compression);
      const first = Buffer.from(maker.packed(batch, 7n, null).bytes);
      expect(maker.packed(batch, 7n, null).bytes.equals(first)).toBe(true);
    },
  );

  it("leaves a former frame of the batch as it was, when it goes again in another transaction", async () => {
    const packer = packerOf();
    put(packer, text(50));
    const [batch] = packer.take(true);
    if (!batch) throw new Error("Nothing was packed.");
    const maker = await makerOf();
    const former = maker.packed(batch, 7n, { mostBits: 1n, leastBits: 1n }).bytes;
    const copy = Buffer.from(former);
    const later = maker.packed(batch, 8n, { mostBits: 1n, leastBits: 2n }).bytes;
    expect(former.equals(copy)).toBe(true);
    expect(payloadOf(later).equals(payloadOf(former))).toBe(true);
  });

  it("is made where there is room for its head, and elsewhere where there is none", async () => {
    const frames: Buffer[] = [];
    for (const headRoom of [0, 300]) {
      const packer = packerOf({ headRoom });
      put(packer, text(50));
      for (const batch of packer.take(true)) frames.push((await makerOf()).packed(batch, 7n, null).bytes);
    }
    expect(frames).toHaveLength(2);
    expect(frames[0]?.equals(frames[1] ?? Buffer.alloc(0))).toBe(true);
  });
});

describe("messages for the partitions of a topic", () => {
  const setUp = (isSpread: boolean) => {
    const producers = [0, 1, 2].map((partition) => ({ packer: packerOf({ partition, maxMessages: 2 }) }));
    const [first, ...others] = producers;
    if (!first) throw new Error("There are three.");
    const hash = (key: string) => Number(key);
    return new PartitionedPacker([first, ...others], { hash, begin: () => 1, isSpread });
  };
  const places = (packer: Packer) =>
    packer
      .take(true)
      .flatMap((batch) => [...messagesOf(batch)].map(({ value }) => [batch.partition, value?.length]));

  it("go by their keys", () => {
    const packer = setUp(true);
    for (const key of ["0", "5", "3"]) put(packer, { ...text(Number(key)), key });
    put(packer, { value: null, key: "2" });
    expect(places(packer)).toEqual([
      [0, 0],
      [0, 3],
      [2, 5],
      [2, undefined],
    ]);
  });

  it("are spread batch by batch without one, or stay", () => {
    const [spread, staying] = [setUp(true), setUp(false)];
    for (const packer of [spread, staying]) for (const length of [1, 2, 3]) put(packer, text(length));
    expect(places(spread)).toEqual([
      [1, 1],
      [1, 2],
      [2, 3],
    ]);
    expect(places(staying).map(([partition]) => partition)).toEqual([1, 1, 1]);
  });
});

async function makerOf(compression: "none" | "lz4" = "none") {
  return new FrameMaker({
    ...{ producerId: 9n, producerName: "p", schemaVersion: null, isChunking: true },
    ...{ compression, compressor: await loadCompressor(compression), maxMessageBytes: 5 * 1024 * 1024 },
    clock: { now: () => 1_700_000_000_000, sleep: () => Promise.resolve() },
  });
}

/** Of a frame: it stands behind its command. */
function payloadOf(frame: Buffer): Buffer {
  return readPayload(frame.subarray(8 + frame.readUInt32BE(4))).payload;
}
