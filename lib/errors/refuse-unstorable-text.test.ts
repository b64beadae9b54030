import { describe, expect, it } from "vitest";
import { InvalidInputError } from ".";
import { refuseUnstorableText } from "./refuse-unstorable-text";

describe("input with U+0000 or half of a character", () => {
  it("is refused by name, wherever it stands", () => {
    expect(() => refuseUnstorableText("\0")).toThrow(InvalidInputError);
    expect(() => refuseUnstorableText({ streams: [{ name: "a\0b" }] })).toThrow(/streams\.0\.name.*U\+0000/);
    expect(() => refuseUnstorableText({ ["k\0"]: 1 })).toThrow(InvalidInputError);
    expect(() => refuseUnstorableText({ name: "\ud800" })).toThrow(/name.*half of a character/);
    expect(() => refuseUnstorableText({ ["\udc00"]: 1 })).toThrow(InvalidInputError);
  });

  it("is nothing that other input is taken for, however deep", () => {
    let deep: unknown = "end";
    for (let level = 0; level < 200_000; level++) deep = { a: deep };
    for (const input of [undefined, null, 1, "text", "\\u0000", "😀", { a: ["b", { c: true }] }, deep])
      expect(() => refuseUnstorableText(input)).not.toThrow();
  });
});
