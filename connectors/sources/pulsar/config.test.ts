import { describe, expect, it } from "vitest";
import { spec } from "./config";
import { isMessageId, parseMessageId } from "./message-ids";
import { parsePosition, parsePlace } from "./position";
import { replacedParts } from "./progress";

const parse = (more: object = {}) => spec.parse({ brokers: "one:6650", ...more });

describe("the configuration", () => {
  it("needs no more than the brokers", () => {
    expect(parse()).toMatchObject({
      topics: { select: "all" },
      start: { at: "earliest" },
      primary_key: "none",
      tombstones: "row",
      without_schema: "detect",
    });
  });

  it.each([
    [{ topics: { select: "pattern", topic_pattern: "a/b" } }, /no slash/],
    [{ topics: { select: "list", topic_names: [] } }, /Name a topic/],
    [{ start: { at: "timestamp", start_date: "yesterday" } }, /Give an instant/],
    [{ start: { at: "message_id", positions: [{ topic: "t", message_id: "5" }] } }, /ledger:entry/],
    [{ end_date: "2026" }, /Give an instant/],
    [{ tombstones: "delete" }, /Choose message_key/],
    [{ admin_url: "localhost:8080" }, /begins with http/],
    [{ brokers: "ws://one:8080" }, /Give the address of the binary port/],
  ])("is refused where it makes no sense: %j", (more, says) => {
    expect(() => parse(more)).toThrow(says);
  });

  it("hides what is secret", () => {
    expect(spec.secrets).toEqual([
      ["authentication", "token"],
      ["authentication", "password"],
      ["authentication", "private_key"],
    ]);
  });
});

describe("a message's id", () => {
  it.each(["12:3", "12:3:-1", "12:3:0", "12:3:0:7"])("may be written as %s", (text) => {
    expect(isMessageId(text)).toBe(true);
    expect(parseMessageId(text, 4)).toEqual({
      ...{ ledgerId: 12n, entryId: 3n, partition: 4 },
      batchIndex: text === "12:3:0:7" ? 7 : -1,
    });
  });

  it.each(["", "12", "12:", "12:3:0:", "12:3:x", "-1:3", "earliest"])("is not written as %j", (text) => {
    expect(isMessageId(text)).toBe(false);
  });
});

describe("a position", () => {
  it("is read as it was given, and refused where it is another's", () => {
    const position = {
      version: 1,
      parts: { "-1": "start", "0": "1:2:-1", "1": "1:2" },
      createdAtMs: { "0": 5 },
    };
    expect(parsePosition(position)).toEqual(position);
    expect(parsePlace("1:2:-1", 0)).toMatchObject({ wasRead: true });
    expect(parsePlace("1:2", 0)).toMatchObject({ wasRead: false });
    for (const other of [{}, { ...position, version: 2 }, { ...position, parts: { x: "start" } }])
      expect(() => parsePosition(other)).toThrow(/Refresh the stream/);
  });

  it("belongs to another topic where that was made at another time, or ends in front of it", () => {
    const stored = { version: 1 as const, parts: { "0": "5:2:-1", "1": "5:2:-1" }, createdAtMs: { "0": 1 } };
    const ends = (until: Record<string, string>, createdAtMs: Record<string, number> = {}) => ({
      until,
      createdAtMs,
    });
    expect(replacedParts(stored, ends({ "0": "5:2:-1", "1": "9:0:3" }, { "0": 1, "1": 7 }))).toEqual([]);
    expect(replacedParts(stored, ends({ "0": "5:1:-1", "1": "4:9:-1" }))).toEqual(["0", "1"]);
    expect(replacedParts(stored, ends({ "0": "9:1:-1" }, { "0": 2 }))).toEqual(["0"]);
    expect(replacedParts(stored, ends({ "0": "start", "2": "1:1:-1" }))).toEqual([]);
    expect(replacedParts(null, ends({ "0": "1:1:-1" }))).toEqual([]);
  });
});
