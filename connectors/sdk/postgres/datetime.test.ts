import { describe, expect, it } from "vitest";
import {
  dateText,
  daysTo2000,
  infiniteDate,
  maxInt64,
  minInt64,
  minusInfiniteDate,
  parseDate,
  parseTime,
  parseTimestamp,
  timestampText,
  timeText,
  zoneText,
} from "./datetime";

describe("dates", () => {
  it("agree with the calendar of ECMAScript on every day of 900 years", () => {
    for (let days = -200_000; days < 130_000; days += 7) {
      const iso = new Date((days + daysTo2000) * 86_400_000).toISOString().slice(0, 10);
      expect([days, dateText(days), parseDate(iso)]).toEqual([days, iso, days]);
    }
  });

  it.each([
    ["0001-01-01", -730_119],
    ["0000-12-31", -730_120],
    ["-0043-03-15", -746_117],
    ["-4713-11-24", -2_451_545],
    ["+5874897-12-31", 2_145_031_948],
    ["+12345-06-07", 3_778_591],
    ["infinity", infiniteDate],
    ["-infinity", minusInfiniteDate],
  ])("%s is day %i", (text, days) => {
    expect(parseDate(text)).toBe(days);
    expect(dateText(days)).toBe(text);
  });

  it.each([
    "2026-02-29",
    "2026-13-01",
    "2026-00-10",
    "2026-04-31",
    "1900-02-29",
    "-4713-11-23",
    "+5874898-01-01",
    "26-01-01",
    "2026-1-1",
    "2026-01-01T00:00:00",
    "",
  ])("%s is none", (text) => {
    expect(parseDate(text)).toBeNull();
  });
});

describe("times", () => {
  it.each([
    ["00:00:00", 0],
    ["12:34:56.000789", 45_296_000_789],
    ["24:00:00", 86_400_000_000],
  ])("%s is microsecond %i of the day", (text, micros) => {
    expect(parseTime(text)).toEqual({ micros, zone: null });
    expect(timeText(micros)).toBe(text);
  });

  it.each([
    ["Z", 0],
    ["+02:00", 7200],
    ["-08:30", -30_600],
    ["+15:59:59", 57_599],
  ])("zone %s is %i seconds east", (text, seconds) => {
    expect(parseTime(`12:00:00${text}`)?.zone).toBe(seconds);
    expect(zoneText(seconds)).toBe(text);
  });

  it.each(["24:00:00.000001", "12:60:00", "12:00:60", "12:00", "12:00:00+16:00", "12:00:00.1234567", "noon"])(
    "%s is none",
    (text) => {
      expect(parseTime(text)).toBeNull();
    },
  );
});

describe("timestamps", () => {
  it("are the same in the common form and in any other of the same instant", () => {
    for (const [date, fraction, micros] of [
      ["1999-12-31", ".999999", 999_999],
      ["2024-02-29", ".5", 500_000],
      ["0001-01-01", "", 0],
      ["9999-12-31", ".000001", 1],
      ["1970-01-01", ".120", 120_000],
    ] as const) {
      const common = parseTimestamp(`${date}T23:58:59${fraction}Z`);
      const [year = "", ...rest] = date.split("-");
      expect(common).toBe(parseTimestamp(`+0${[year, ...rest].join("-")}T23:58:59${fraction}Z`));
      expect(common).toBe(parseTimestamp(`${date}T23:58:59${fraction}`));
      expect(Number((BigInt(common ?? 0) % 1_000_000n) + 1_000_000n) % 1_000_000).toBe(micros);
    }
  });

  it.each([
    ...["2024-02-30T00:00:00Z", "2024-13-01T00:00:00Z", "2024-01-01T24:00:01Z", "2024-01-01T00:60:00Z"],
    ...[
      "2024-01-01T00:00:00.Z",
      "2024-01-01T00:00:00.1234567Z",
      "2024-01-01T00:00:00ZZ",
      "2024-01-01T0a:00:00Z",
    ],
  ])("are refused where they are none: %s", (text) => {
    expect(parseTimestamp(text)).toBeNull();
  });

  const textOf = (micros: number | bigint | null) => {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigInt64(0, BigInt(micros ?? 0));
    return timestampText(view, 0);
  };

  it.each([
    ["2000-01-01T00:00:00", 0n],
    ["1999-12-31T23:59:59.999999", -1n],
    ["1600-01-01T00:00:00.000001", -12_622_780_799_999_999n],
    ["-4713-11-24T00:00:00", -211_813_488_000_000_000n],
    ["+294276-12-31T23:59:59.999999", 9_223_371_331_199_999_999n],
    ["infinity", maxInt64],
    ["-infinity", minInt64],
  ])("%s is %i microseconds from 2000", (text, micros) => {
    expect(BigInt(parseTimestamp(text) ?? 0)).toBe(micros);
    expect(textOf(micros)).toBe(text);
  });

  it("are taken to UTC where they have a zone", () => {
    expect(textOf(parseTimestamp("2026-01-01T01:00:00+02:30"))).toBe("2025-12-31T22:30:00");
    expect(textOf(parseTimestamp("2026-01-01T00:00:00Z"))).toBe("2026-01-01T00:00:00");
  });

  it.each([
    "2026-01-01",
    "2026-01-01 00:00:00",
    "+294277-01-01T00:00:00",
    "-4713-11-23T23:59:59",
    "2026-02-30T00:00:00",
    "T00:00:00",
  ])("%s is none", (text) => {
    expect(parseTimestamp(text)).toBeNull();
  });
});
