import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BatchBuffer, maxBatchedBytes } from "./batch-buffer";
import { decodeMessage } from "./codec";
import { SequenceCounter } from "./sequence-counter";
import type { OutgoingMessage } from "./types";

/** The messages of a batch, taken apart by the table of messages. */
function readBatch(content: Buffer) {
  const messages = [];
  for (let at = 0; at < content.length;) {
    const start = at + 4;
    const end = start + content.readUInt32BE(at);
    const metadata = decodeMessage("SingleMessageMetadata", content.subarray(start, end));
    at = end + metadata.payloadSize;
    messages.push({ metadata, payload: content.subarray(end, at) });
  }
  return messages;
}

function fill(messages: OutgoingMessage[], first = 0n): BatchBuffer {
  const batch = new BatchBuffer();
  const sequence = new SequenceCounter(first);
  for (const message of messages) {
    batch.append(message, sequence);
    sequence.advance();
  }
  return batch;
}

const bytes = fc.uint8Array({ maxLength: 300 });
const message: fc.Arbitrary<OutgoingMessage> = fc.record(
  {
    value: fc.option(bytes, { nil: null }),
    key: fc.string({ unit: "binary", maxLength: 200 }),
    orderingKey: bytes,
    properties: fc.dictionary(fc.string({ unit: "binary" }), fc.string({ unit: "binary", maxLength: 200 })),
    eventTimeMs: fc.maxSafeNat(),
  },
  { requiredKeys: ["value"] },
);

describe("a batch", () => {
  it("has what the table of messages reads out of it, for whatever messages", () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 20 }), fc.bigInt(0n, 2n ** 62n), (messages, first) => {
        const read = readBatch(fill(messages, first).content);
        expect(read).toHaveLength(messages.length);
        for (const [index, { metadata, payload }] of read.entries()) {
          const { value = null, key, orderingKey, properties = {}, eventTimeMs } = messages[index] ?? {};
          expect(metadata.sequenceId).toBe(first + BigInt(index));
          expect(metadata.isNullValue ?? false).toBe(value === null);
          expect(Buffer.compare(payload, value ?? new Uint8Array(0))).toBe(0);
          expect(metadata.partitionKey).toBe(key);
          expect(metadata.eventTime).toBe(eventTimeMs === undefined ? undefined : BigInt(eventTimeMs));
          expect(metadata.orderingKey && Buffer.from(metadata.orderingKey)).toEqual(
            orderingKey && Buffer.from(orderingKey),
          );
          const pairs = (metadata.properties ?? []).map(({ key: name, value: text }) => [name, text]);
          expect(pairs).toEqual(Object.entries(properties));
        }
      }),
    );
  });

  it("never takes more than was reckoned", () => {
    fc.assert(
      fc.property(message, (one) => {
        expect(fill([one], 2n ** 62n).used).toBeLessThanOrEqual(maxBatchedBytes(one));
      }),
    );
  });

  it("writes properties that are frozen once, and others each time", () => {
    const frozen = Object.freeze({ op: "insert" });
    const open = { op: "insert" };
    const batch = new BatchBuffer();
    const sequence = new SequenceCounter(0n);
    const append = (properties: Record<string, string>) =>
      batch.append({ value: null, properties }, sequence);
    append(frozen);
    append(frozen);
    append(open);
    open.op = "delete";
    append(open);
    append(frozen);
    const ops = readBatch(batch.content).map(({ metadata }) => metadata.properties?.[0]?.value);
    expect(ops).toEqual(["insert", "insert", "insert", "delete", "insert"]);
  });

  it("is empty after it was cleared, and can be filled again", () => {
    const batch = fill([{ value: Buffer.alloc(3_000_000) }]);
    batch.clear();
    expect([batch.used, batch.count]).toEqual([0, 0]);
    batch.append({ value: Buffer.from("x") }, new SequenceCounter(5n));
    expect(readBatch(batch.content)).toMatchObject([{ metadata: { sequenceId: 5n, payloadSize: 1 } }]);
  });
});

describe("a counter of sequence ids", () => {
  it.each([0n, 1n, 2n ** 28n - 1n, 2n ** 28n, 2n ** 53n - 1n, 2n ** 63n - 2n])(
    "counts on from %s",
    (first) => {
      const counter = new SequenceCounter(first);
      expect(counter.value).toBe(first);
      counter.advance();
      expect(counter.value).toBe(first + 1n);
    },
  );
});
