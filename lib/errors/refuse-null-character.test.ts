import { describe, expect, it } from "vitest";
import { InvalidInputError } from ".";
import { refuseNullCharacter } from "./refuse-null-character";

describe("input with U+0000", () => {
  it("is refused by name, wherever it stands", () => {
    expect(() => refuseNullCharacter("\0")).toThrow(InvalidInputError);
    expect(() => refuseNullCharacter({ streams: [{ name: "a\0b" }] })).toThrow(/streams\.0\.name.*U\+0000/);
    expect(() => refuseNullCharacter({ ["k\0"]: 1 })).toThrow(InvalidInputError);
  });

  it("is nothing that other input is taken for, however deep", () => {
    let deep: unknown = "end";
    for (let level = 0; level < 200_000; level++) deep = { a: deep };
    for (const input of [undefined, null, 1, "text", "\\u0000", { a: ["b", { c: true }] }, deep])
      expect(() => refuseNullCharacter(input)).not.toThrow();
  });
});
