import { describe, expect, it } from "vitest";
import { encodeNumeric, numericText, numericUnscaled, putShortNumeric } from "./numeric";

function viewOf(text: string): DataView {
  const bytes = encodeNumeric(text);
  if (!bytes) throw new Error(`numeric has no form for ${text}`);
  return new DataView(bytes.buffer);
}

describe("numeric in binary", () => {
  it.each([
    "0",
    "0.00",
    "1",
    "-1",
    "9999",
    "10000",
    "-10000.0001",
    "0.0001",
    "0.00001",
    "123456789012345678901234567890.123456789",
    "100000000",
    "-0.5000",
    `1${"0".repeat(500)}`,
    `0.${"0".repeat(99)}1`,
    "NaN",
    "Infinity",
    "-Infinity",
  ])("writes and reads %s as it was", (text) => {
    expect(numericText(viewOf(text), 0)).toBe(text);
  });

  it.each([
    ["+5", "5"],
    ["007.10", "7.10"],
    [".5", "0.5"],
    ["5.", "5"],
    ["-0", "0"],
  ])("reads %s as %s", (text, meant) => {
    expect(numericText(viewOf(text), 0)).toBe(meant);
  });

  it.each([
    "",
    ".",
    "-",
    "1e5",
    "1,5",
    "abc",
    " 1",
    "0x10",
    "NaN ",
    `1${"0".repeat(131_072)}`,
    `0.${"1".repeat(16_384)}`,
  ])("has no form for %s", (text) => {
    expect(encodeNumeric(text)).toBeNull();
  });

  it.each([
    "0.00",
    "1.00",
    "-1.50",
    "99999999.99",
    "9999999999999.99",
    "9999999999999999.99",
    "-9999999999999999.99",
    "0.01",
    "123456789.10",
  ])("gives %s in hundredths, exactly", (text) => {
    expect(BigInt(numericUnscaled(viewOf(text), 0, 2) ?? -1)).toBe(BigInt(text.replace(".", "")));
  });

  it("gives numbers with fewer decimals than the scale, and the largest that fit", () => {
    expect(numericUnscaled(viewOf("7"), 0, 6)).toBe(7_000_000);
    expect(numericUnscaled(viewOf("999999999999999999"), 0, 0)).toBe(999_999_999_999_999_999n);
    expect(numericUnscaled(viewOf("0.000000000000000001"), 0, 18)).toBe(1);
  });

  it("gives null for what is no number", () => {
    for (const text of ["NaN", "Infinity", "-Infinity"])
      expect(numericUnscaled(viewOf(text), 0, 2)).toBeNull();
  });

  it("is the same bytes by the short way, wherever that may be gone", () => {
    const parts = ["", "0", "1", "7", "10", "9999", "10000", "12345678", "100000000", "00120"];
    const ends = ["", ".", ".0", ".5", ".0001", ".00010", ".10000", ".12345", ".000000001"];
    const texts = parts.flatMap((whole) => ends.flatMap((end) => [`${whole}${end}`, `-${whole}${end}`]));
    const view = new DataView(new ArrayBuffer(20));
    let short = 0;
    for (const text of texts) {
      const length = putShortNumeric(text, view, 2);
      if (length > 0)
        expect([text, new Uint8Array(view.buffer, 2, length)]).toEqual([text, encodeNumeric(text)]);
      if (length > 0) short++;
    }
    expect(short).toBeGreaterThan(100);
    for (const text of ["NaN", "1e5", "1.2.3", "+1", " 1", "1234567890123", "", "-", "."])
      expect([text, putShortNumeric(text, view, 0)]).toEqual([text, 0]);
  });
});
