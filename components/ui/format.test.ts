import { describe, expect, it } from "vitest";
import {
  formatBytes,
  formatClock,
  formatCount,
  formatCountOf,
  formatDuration,
  formatInstant,
  formatList,
  formatRelative,
  formatRowRate,
  formatRows,
  formatShare,
  formatShortCount,
} from "./format";

const noon = Date.parse("2026-11-22T12:00:00Z");
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe("counts", () => {
  it.each([
    [0, "0"],
    [999, "999"],
    [1000, "1,000"],
    [1_204_331, "1,204,331"],
    [-41_200, "-41,200"],
    [9_007_199_254_740_993n, "9,007,199,254,740,993"],
  ])("writes %s as %s", (count, text) => expect(formatCount(count)).toBe(text));

  it("uses the singular only for one", () => {
    expect([0, 1, 2, 1n].map(formatRows)).toEqual(["0 rows", "1 row", "2 rows", "1 row"]);
    expect(formatCountOf(2, { one: "entry", other: "entries" })).toBe("2 entries");
  });

  it("writes a zero without a sign, whatever was rounded to it", () => {
    expect(formatCount(-0.3)).toBe("0");
  });

  it("lists in the order given", () => {
    expect(formatList(["orders", "customers", "lines"])).toBe("orders, customers, lines");
    expect(formatList([])).toBe("");
  });

  it.each([
    [950, "950"],
    [1000, "1 k"],
    [4_120, "4.1 k"],
    [9_960, "10 k"],
    [41_000, "41 k"],
    [999_600, "1 M"],
    [1_204_331, "1.2 M"],
  ])("shortens %s to %s", (count, text) => expect(formatShortCount(count)).toBe(text));
});

describe("sizes and rates", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1500, "1.5 kB"],
    [999_999, "1 MB"],
    [1_200_000_000, "1.2 GB"],
    [48_000_000_000n, "48 GB"],
  ])("writes %s bytes as %s", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  it("writes rates per second", () => {
    expect(formatRowRate(41_000)).toBe("41 k rows/s");
    expect(formatRowRate(12.4)).toBe("12 rows/s");
  });

  it("says 100 % only of a whole and 0 % only of nothing", () => {
    expect([0, 0.001, 0.417, 0.999, 1].map(formatShare)).toEqual(["0 %", "< 1 %", "42 %", "99 %", "100 %"]);
  });
});

describe("durations", () => {
  it.each([
    [0, "0 ms"],
    [420, "420 ms"],
    [4_200, "4.2 s"],
    [1_450, "1.4 s"],
    [9_960, "10 s"],
    [42_000, "42 s"],
    [59_600, "1 min 00 s"],
    [124_000, "2 min 04 s"],
    [3 * hour + 7 * minute, "3 h 07 min"],
    [2 * day + 4 * hour, "2 d 04 h"],
    [-5, "0 ms"],
  ])("writes %s ms as %s", (ms, text) => expect(formatDuration(ms)).toBe(text));
});

describe("relative times", () => {
  it.each([
    [5 * minute, "in 5 min"],
    [5 * minute + 50 * second, "in 5 min"],
    [500, "now"],
    [-12 * second, "12 s ago"],
    [-59.8 * second, "1 min ago"],
    [-3 * hour, "3 h ago"],
    [-2 * day, "2 d ago"],
    [-50 * day, "2026-10-03"],
  ])("writes a distance of %s ms as %s", (distance, text) => {
    expect(formatRelative(noon + distance, noon)).toBe(text);
  });

  it("refuses text that is not an instant", () => {
    expect(() => formatRelative("yesterday", noon)).toThrow(/"yesterday" is not an instant/);
  });
});

describe("exact times", () => {
  it("writes the clock in the zone it is given", () => {
    expect(formatClock("2026-11-22T14:03:22.114Z", "UTC")).toBe("14:03:22");
    expect(formatClock("2026-11-22T23:30:00Z", "Asia/Kolkata")).toBe("05:00:00");
  });

  it("keeps the milliseconds of an instant", () => {
    expect(formatInstant("2026-11-22T15:03:22.114+01:00")).toBe("2026-11-22T14:03:22.114Z");
  });
});
