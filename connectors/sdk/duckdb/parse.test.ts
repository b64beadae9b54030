import { describe, expect, it } from "vitest";
import {
  infiniteDays,
  infiniteMicros,
  parseDate,
  parseDecimal,
  parseTime,
  parseTimestamp,
  parseUuid,
  parseZonedTime,
} from "./parse";

const day = 86_400_000_000;

describe("dates", () => {
  it("count days from 1970, through leap years and far from them", () => {
    for (const text of ["1970-01-01", "1969-12-31", "2000-02-29", "2024-02-29", "1582-10-15", "0001-01-01"]) {
      expect(parseDate(text)).toBe(Date.parse(`${text}T00:00:00Z`) / 86_400_000);
    }
  });

  it("take years before Christ and beyond 9999 in ISO 8601's expanded form", () => {
    expect(parseDate("-0043-03-15")).toBe(Date.parse("-000043-03-15T00:00:00Z") / 86_400_000);
    expect(parseDate("+12345-06-07")).toBe(Date.parse("+012345-06-07T00:00:00Z") / 86_400_000);
    expect(parseDate("0000-02-29")).toBe(Date.parse("0000-02-29T00:00:00Z") / 86_400_000);
  });

  it("take both infinities and stop before them", () => {
    expect(parseDate("infinity")).toBe(infiniteDays);
    expect(parseDate("-infinity")).toBe(-infiniteDays);
    expect(parseDate("+5881580-07-10")).toBe(infiniteDays - 1);
    expect(parseDate("+5881580-07-11")).toBeNull();
  });

  it("refuse days that no calendar has", () => {
    for (const text of [
      "2023-02-29",
      "1900-02-29",
      "2024-13-01",
      "2024-00-10",
      "2024-04-31",
      "24-01-01",
      "2024-1-1",
      "",
    ])
      expect(parseDate(text)).toBeNull();
  });
});

describe("timestamps", () => {
  it("keep microseconds, before 1970 too", () => {
    expect(parseTimestamp("1970-01-02T00:00:00.000001", false)).toBe(day + 1);
    expect(parseTimestamp("1969-12-31T23:59:59.999999", false)).toBe(-1);
    expect(parseTimestamp("2026-11-22T10:00:00.5Z", true)).toBe(
      Date.parse("2026-11-22T10:00:00.500Z") * 1000,
    );
  });

  it("stay exact where a double would not", () => {
    expect(parseTimestamp("+10000-01-01T00:00:00.000001", false)).toBe(253_402_300_800_000_001n);
  });

  it("hold DuckDB's first and last instant, and nothing outside", () => {
    expect(parseTimestamp("+294247-01-10T04:00:54.775806", false)).toBe(infiniteMicros - 1n);
    expect(parseTimestamp("+294247-01-10T04:00:54.775807", false)).toBe(infiniteMicros);
    expect(parseTimestamp("+294247-01-11T00:00:00", false)).toBeNull();
    expect(parseTimestamp("-290308-12-22T00:00:00", false)).toBe(-9_223_372_022_400_000_000n);
    expect(parseTimestamp("-290308-12-21T23:59:59", false)).toBeNull();
    expect(parseTimestamp("-infinity", true)).toBe(-infiniteMicros);
  });

  it("have a zone where the type has one, and only there", () => {
    expect(parseTimestamp("2026-01-01T00:00:00", true)).toBeNull();
    expect(parseTimestamp("2026-01-01T00:00:00Z", false)).toBeNull();
    expect(parseTimestamp("2026-01-01 00:00:00", false)).toBeNull();
  });
});

describe("times", () => {
  it("count microseconds up to 24:00:00", () => {
    expect(parseTime("00:00:00.000001")).toBe(1);
    expect(parseTime("24:00:00")).toBe(day);
    for (const text of ["24:00:00.000001", "12:60:00", "12:00:60", "12:00", "12:00:00Z"])
      expect(parseTime(text)).toBeNull();
  });

  it("with a zone pack the microseconds and the zone, the easternmost lowest", () => {
    expect(parseZonedTime("00:00:00Z")).toEqual({ high: 0, low: 57_599 });
    expect(parseZonedTime("00:00:00.000256+15:59:59")).toEqual({ high: 1, low: 0 });
    expect(parseZonedTime("00:00:00.000001-01:00")).toEqual({ high: 0, low: (1 << 24) | (57_599 + 3600) });
    for (const text of ["00:00:00", "00:00:00+16:00", "00:00:00+1"]) expect(parseZonedTime(text)).toBeNull();
  });
});

describe("decimals", () => {
  it("become an integer of their scale, exact at any length", () => {
    expect(parseDecimal("-12.3", 10, 2)).toEqual({ unscaled: -1230, rounded: false });
    expect(parseDecimal("+0012.30000", 4, 2)).toEqual({ unscaled: 1230, rounded: false });
    expect(parseDecimal("99999999999999999999999999999.999999999", 38, 9)).toEqual({
      unscaled: 10n ** 38n - 1n,
      rounded: false,
    });
  });

  it("are rounded half away from zero where they are longer than the scale, and say so", () => {
    expect(parseDecimal("1.005", 10, 2)).toEqual({ unscaled: 101, rounded: true });
    expect(parseDecimal("-1.005", 10, 2)).toEqual({ unscaled: -101, rounded: true });
    expect(parseDecimal("1.004999", 10, 2)).toEqual({ unscaled: 100, rounded: true });
  });

  it("do not fit where digits before the point are too many, also after rounding up", () => {
    expect(parseDecimal("1000", 5, 2)).toBeNull();
    expect(parseDecimal("999.995", 5, 2)).toBeNull();
    expect(parseDecimal("999.99", 5, 2)).toEqual({ unscaled: 99_999, rounded: false });
    expect(parseDecimal("9".repeat(100_000), 38, 9)).toBeNull();
  });

  it("are digits and nothing else", () => {
    for (const text of ["", ".", "1e5", "NaN", "Infinity", "1,5", "0x10", " 1"])
      expect(parseDecimal(text, 38, 9)).toBeNull();
  });
});

describe("UUIDs", () => {
  it("are taken with and without hyphens, in either case", () => {
    expect(parseUuid("123E4567-e89b-42d3-a456-426614174000")).toBe("123E4567e89b42d3a456426614174000");
    expect(parseUuid("123e4567e89b42d3a456426614174000")).toBe("123e4567e89b42d3a456426614174000");
    expect(parseUuid("123e4567-e89b-42d3-a456-42661417400")).toBeNull();
    expect(parseUuid("123e4567-e89b-42d3-a456-42661417400g")).toBeNull();
  });
});
