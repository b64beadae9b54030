import { describe, expect, it } from "vitest";
import { decodeRows } from "./decode-rows";
import { copyData } from "./tuples";

/** Tuples of texts, each in its message. */
function block(rows: (string | Uint8Array | null)[][]): { bytes: Uint8Array; count: number } {
  const messages: Buffer[] = [];
  for (const row of rows) {
    const parts = [Buffer.of(0, row.length)];
    for (const value of row) {
      const bytes = value === null ? null : Buffer.from(value);
      const length = Buffer.alloc(4);
      length.writeInt32BE(bytes ? bytes.length : -1);
      parts.push(length, bytes ?? Buffer.alloc(0));
    }
    const tuple = Buffer.concat(parts);
    const header = Buffer.of(copyData, 0, 0, 0, 0);
    header.writeUInt32BE(tuple.length + 4, 1);
    messages.push(header, tuple);
  }
  return { bytes: new Uint8Array(Buffer.concat(messages)), count: rows.length };
}

const read = (rows: (string | Uint8Array | null)[][]) => decodeRows(block(rows), ["text", "varchar"]);

describe("texts of a block", () => {
  it.each([
    [
      "plain, empty and null ones",
      [
        ["a", null],
        ["", "bc"],
        [null, null],
        ["def", ""],
      ],
    ],
    [
      "short and long ones",
      [
        ["x".repeat(97), "y"],
        ["z", "w".repeat(5000)],
      ],
    ],
    [
      "of every plane of Unicode",
      [
        ["ä", "€uro"],
        ["🌍🌍", "a🌍b"],
        ["ﬁ", "\u{10ffff}"],
        ["plain", null],
      ],
    ],
  ] as [string, (string | null)[][]][])("are read as they are: %s", (_what, rows) => {
    expect(read(rows)).toEqual(rows);
  });

  it("that are no valid UTF-8 spoil no others", () => {
    const broken = Uint8Array.of(0x61, 0xff, 0x62);
    expect(
      read([
        ["ä", broken],
        ["🌍", "x"],
        [Uint8Array.of(0xc3), Uint8Array.of(0xa4)],
      ]),
    ).toEqual([
      ["ä", "a\ufffdb"],
      ["🌍", "x"],
      ["\ufffd", "\ufffd"],
    ]);
  });

  it("of a view into a larger buffer are found", () => {
    const { bytes, count } = block([["ä", "b"]]);
    const larger = new Uint8Array(bytes.length + 20);
    larger.set(bytes, 7);
    expect(decodeRows({ bytes: larger.subarray(7, 7 + bytes.length), count }, ["text", "text"])).toEqual([
      ["ä", "b"],
    ]);
  });

  it("in tuples with another number of fields are refused", () => {
    expect(() => decodeRows(block([["a"]]), ["text", "text"])).toThrow(/1 fields where 2 were expected/);
  });
});
