import { describe, expect, it } from "vitest";
import { MessageBuffer, messagesIn, toOutgoing } from "./message-buffer";

function fill(
  buffer: MessageBuffer,
  value: string,
  key: string | null = null,
  properties: string | null = null,
) {
  buffer.begin().putText(value);
  return buffer.end({ key, properties });
}

describe("messages that wait", () => {
  it("come out as they went in, in their order", () => {
    const buffer = new MessageBuffer();
    expect(fill(buffer, "größer", '["ä"]', '{"a":"b"}')).toBe(8);
    fill(buffer, "");
    buffer.addTombstone("[1]", null);
    const found = [...messagesIn(buffer.take())].map(({ value, ...more }) => ({
      value: value && Buffer.from(value).toString(),
      ...more,
    }));
    expect(found).toEqual([
      { value: "größer", key: '["ä"]', properties: '{"a":"b"}' },
      { value: "", key: null, properties: null },
      { value: null, key: "[1]", properties: null },
    ]);
    expect(buffer.isEmpty).toBe(true);
  });

  it("leave nothing of one that was cancelled", () => {
    const buffer = new MessageBuffer();
    fill(buffer, "one");
    buffer.begin().putText("lost");
    buffer.cancel();
    fill(buffer, "two");
    expect([...messagesIn(buffer.take())].map(({ value }) => Buffer.from(value ?? []).toString())).toEqual([
      "one",
      "two",
    ]);
  });

  it("say when there are enough of them, whatever their size", () => {
    const buffer = new MessageBuffer();
    fill(buffer, "x".repeat(3 * 1024 * 1024));
    expect(buffer.isFull).toBe(true);
    buffer.take();
    expect(buffer.isFull).toBe(false);
  });

  it("are sent with the properties of all and their own", () => {
    const waiting = { value: Uint8Array.of(1), key: "k", properties: '{"own":"1"}' };
    expect(toOutgoing(waiting, { all: "2" })).toEqual({
      value: Uint8Array.of(1),
      key: "k",
      properties: { all: "2", own: "1" },
    });
    expect(toOutgoing({ value: null, key: "k", properties: null }, null)).toEqual({ value: null, key: "k" });
  });
});
