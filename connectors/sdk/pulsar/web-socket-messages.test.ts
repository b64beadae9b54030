import { describe, expect, it } from "vitest";
import { SequenceCounter } from "./sequence-counter";
import type { MessageId } from "./types";
import {
  marked,
  marks,
  messageText,
  readIncoming,
  readMessageId,
  writeMessageId,
} from "./web-socket-messages";
import { FramedPacker } from "./web-socket-packer";

const id: MessageId = { ledgerId: 7n, entryId: 3n, partition: 0, batchIndex: 2 };
const incoming = (more: object = {}) =>
  JSON.stringify({
    ...{ messageId: writeMessageId(id), payload: Buffer.from("ä").toString("base64") },
    ...{ publishTime: "2026-01-02T03:04:05.678Z", properties: { a: "1" }, key: "k" },
    ...more,
  });

describe("a message as a reader over WebSocket is told it", () => {
  it("is read, with the text that asks for the next", () => {
    expect(readIncoming(incoming())).toEqual({
      receipt: JSON.stringify({ messageId: writeMessageId(id) }),
      message: {
        ...{ id: { ...id, partition: -1 }, producerName: "", sequenceId: 0n, schemaVersion: null },
        ...{ publishTimeMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678), eventTimeMs: null },
        ...{ key: "k", properties: { a: "1" }, value: Buffer.from("ä") },
      },
    });
  });

  it("names its producer and its number where it was marked, and has these no longer among its properties", () => {
    const sent = marked({ value: Buffer.from("x"), properties: { a: "1" } }, "me", 42n);
    const { properties } = JSON.parse(messageText(sent, 42n)) as { properties: Record<string, string> };
    expect(properties).toEqual({ a: "1", [marks.producer]: "me", [marks.sequence]: "42" });
    const { message } = readIncoming(incoming({ properties })) ?? {};
    expect(message).toMatchObject({ producerName: "me", sequenceId: 42n, properties: { a: "1" } });
  });

  it("is a tombstone where it has a key and no value", () => {
    expect(readIncoming(incoming({ payload: "" }))?.message.value).toBeNull();
    expect(readIncoming(incoming({ payload: "", key: undefined }))?.message.value).toEqual(Buffer.alloc(0));
  });

  it.each(["", "{}", "nonsense", '{"messageId":"AA=="}'])("is none where no broker says it: %j", (text) => {
    expect(readIncoming(text)).toBeNull();
  });

  it("has an id that goes there and back", () => {
    expect(readMessageId(writeMessageId(id))).toEqual({ ...id, partition: -1 });
  });
});

describe("a packer for frames of text", () => {
  const limits = { partition: 0, maxMessages: 10, maxBytes: 100_000, batchLimit: 100_000, headRoom: 0 };

  it("refuses what no frame can carry, and goes on when it is cancelled", () => {
    const packer = new FramedPacker(limits, new SequenceCounter(0n), 2000);
    const put = (bytes: number, key: string | null = null) => {
      packer.begin(key).putBytes(Buffer.alloc(bytes));
      packer.end(null);
    };
    put(1000);
    expect(() => put(1200)).toThrow(RangeError);
    packer.cancel();
    expect(() => put(10, "k".repeat(1600))).toThrow(/webSocketMaxTextFrameSize/);
    packer.cancel();
    put(1000);
    expect(packer.take(true).map(({ count }) => count)).toEqual([2]);
  });
});
