import { describe, expect, it } from "vitest";
import { TypeGuess } from "./infer";
import { readDate, readTimestamp } from "./times";
import { isExactNumber, readBoolean, readDecimal, readInteger, readNumber } from "./values";

describe("an integer", () => {
  it.each([
    ["0", 0],
    ["-7", -7],
    ["9007199254740991", 9007199254740991],
    ["9007199254740992", 9007199254740992n],
    ["-9007199254740993", -9007199254740993n],
    ["9223372036854775807", 9223372036854775807n],
    ["-9223372036854775808", -9223372036854775808n],
  ])("is %s, with every digit", (text, value) => {
    expect(readInteger(text)).toBe(value);
  });

  it.each([
    "",
    "-",
    "-0",
    "007",
    "+49",
    "1.0",
    "1e3",
    "0x10",
    "9223372036854775808",
    "-9223372036854775809",
    "1_000",
    "١",
  ])("is not %j", (text) => {
    expect(readInteger(text)).toBeUndefined();
  });
});

describe("a decimal", () => {
  it.each([
    ["1.50", "1.50"],
    [".5", "0.5"],
    ["-.5", "-0.5"],
    ["123456789012345678901234567890.123456789", "123456789012345678901234567890.123456789"],
    ["1e3", "1000"],
    ["-1.25E-3", "-0.00125"],
    ["1.5e1", "15"],
    ["12.345e1", "123.45"],
    ["0.001e3", "1"],
    ["1e22", "10000000000000000000000"],
    ["NaN", "NaN"],
    ["-Infinity", "-Infinity"],
  ])("is %s, written %s", (text, value) => {
    expect(readDecimal(text)).toBe(value);
  });

  it.each(["", ".", "5.", "00.5", "1,5", "1e999", "e5", "1.2.3", "--1"])("is not %j", (text) => {
    expect(readDecimal(text)).toBeUndefined();
  });
});

describe("a number", () => {
  it("is a finite double, or says that it is none", () => {
    expect(readNumber("1e-7")).toBe(1e-7);
    expect(readNumber("-Infinity")).toBe(-Infinity);
    expect(readNumber("NaN")).toBeNaN();
    expect(readNumber("1e999")).toBeUndefined();
    expect(readNumber("one")).toBeUndefined();
  });

  it.each([
    "0.1",
    "0.30000000000000004",
    "123456789012345",
    "1.50000000000000000000",
    "1e22",
    "100000000000000000000",
  ])("holds %s exactly", (text) => {
    expect(isExactNumber(text)).toBe(true);
  });

  it.each(["0.10000000000000000001", "9007199254740993", "3.14159265358979323846", "1e-400"])(
    "does not hold %s exactly",
    (text) => {
      expect(isExactNumber(text)).toBe(false);
    },
  );
});

it("reads booleans in the three ways that programs write them, and no others", () => {
  expect(["true", "True", "TRUE"].map(readBoolean)).toEqual([true, true, true]);
  expect(["false", "False", "FALSE"].map(readBoolean)).toEqual([false, false, false]);
  expect(["yes", "1", "t", "tRUE", ""].map(readBoolean)).toEqual(Array.from({ length: 5 }));
});

describe("a date", () => {
  it.each(["2024-02-29", "0001-01-01", "9999-12-31", "2000-02-29"])("is %s", (text) => {
    expect(readDate(text)).toBe(text);
  });

  it.each([
    "2023-02-29",
    "1900-02-29",
    "2024-13-01",
    "2024-00-10",
    "2024-01-32",
    "0000-01-01",
    "2024-1-01",
    "01/02/2024",
    "20240102",
    "2024-01-01T",
    "2o24-01-01",
  ])("is not %j", (text) => {
    expect(readDate(text)).toBeUndefined();
  });
});

describe("a timestamp", () => {
  it.each([
    ["2024-01-01T10:20:30", "2024-01-01T10:20:30"],
    ["2024-01-01 10:20", "2024-01-01T10:20:00"],
    ["2024-01-01T10:20:30.5", "2024-01-01T10:20:30.5"],
    ["2024-01-01T10:20:30,123", "2024-01-01T10:20:30.123"],
    ["2024-01-01T10:20:30.123456000", "2024-01-01T10:20:30.123456"],
  ])("without zone is %s, as %s", (text, value) => {
    expect(readTimestamp(text, false)).toBe(value);
    expect(readTimestamp(text, true)).toBeUndefined();
  });

  it.each([
    ["2024-01-01T10:20:30Z", "2024-01-01T10:20:30Z"],
    ["2024-01-01T10:20:30.123456Z", "2024-01-01T10:20:30.123456Z"],
    ["2024-01-01 10:20z", "2024-01-01T10:20:00Z"],
    ["2024-01-01T00:20:30.25+01:30", "2023-12-31T22:50:30.25Z"],
    ["2024-02-28T23:30:00-01", "2024-02-29T00:30:00Z"],
    ["2024-01-01 10:20:30 +0000", "2024-01-01T10:20:30Z"],
    ["0050-06-01T12:00:00+00:00", "0050-06-01T12:00:00Z"],
    ["2024-01-01T10:20:30.100000000Z", "2024-01-01T10:20:30.100000Z"],
  ])("with zone is %s, as %s", (text, value) => {
    expect(readTimestamp(text, true)).toBe(value);
    expect(readTimestamp(text, false)).toBeUndefined();
  });

  it.each([
    "2024-01-01T24:00:00",
    "2024-01-01T10:60:00",
    "2024-01-01T10:20:60",
    "2024-01-01X10:20:30",
    "2024-01-01T10:20:30.",
    "2024-01-01T10:20:30.1234567",
    "2024-02-30T10:20:30",
    "2024-01-01T10:20:30+19:00",
    "2024-01-01T10:20:30 UTC",
    "9999-12-31T23:00:00-02:00",
    "2024-01-01T10",
  ])("is not %j", (text) => {
    expect(readTimestamp(text, false)).toBeUndefined();
    expect(readTimestamp(text, true)).toBeUndefined();
  });
});

describe("the type of a column", () => {
  const guess = (...texts: string[]) => {
    const types = new TypeGuess();
    for (const text of texts) types.addText(text);
    const { kind, ...rest } = types.result();
    return "zoned" in rest ? `${kind} ${String(rest.zoned)}` : kind;
  };

  it.each([
    ["integer", ["1", "2"]],
    ["decimal", ["1", "2.50"]],
    ["decimal", ["2.50", "1"]],
    ["decimal", ["1", "12345678901234567890"]],
    ["number", ["1", "2.5e3"]],
    ["number", ["2.5e3", "1"]],
    ["number", ["1.5", "NaN"]],
    ["decimal", ["2.5e3", "0.12345678901234567890"]],
    ["decimal", ["9007199254740993", "1e3"]],
    ["string", ["1", "007"]],
    ["string", ["1", "true"]],
    ["boolean", ["true", "False"]],
    ["date", ["2024-01-01", "2024-02-29"]],
    ["string", ["2024-01-01", "2023-02-29"]],
    ["string", ["2024-01-01", "2024-01-01T00:00:00"]],
    ["timestamp false", ["2024-01-01 10:00", "2024-01-01T00:00:00.5"]],
    ["timestamp true", ["2024-01-01T10:00:00Z", "2024-01-01T00:00:00+02:00"]],
    ["string", ["2024-01-01T10:00:00Z", "2024-01-01T00:00:00"]],
    ["string", ["abc", "1", "2024-01-01"]],
    ["string", []],
  ])("is %s of %j", (kind, texts) => {
    expect(guess(...texts)).toBe(kind);
  });
});
