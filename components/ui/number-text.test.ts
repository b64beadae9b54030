import { describe, expect, it } from "vitest";
import { numberFromText } from "./number-text";

describe("numberFromText", () => {
  it.each([
    ["", true, undefined],
    ["  ", false, undefined],
    ["5432", true, 5432],
    [" -7 ", true, -7],
    ["1.5", true, "1.5"],
    ["1.5", false, 1.5],
    ["1.", false, 1],
    [".5", false, 0.5],
    ["1e3", false, 1000],
    ["1e999", false, "1e999"],
    ["-", false, "-"],
    ["12abc", true, "12abc"],
    ["0x10", true, "0x10"],
    ["9007199254740993", true, "9007199254740993"],
  ])("reads %j (whole: %s) as %j", (text, integer, value) =>
    expect(numberFromText(text, integer)).toBe(value),
  );
});
