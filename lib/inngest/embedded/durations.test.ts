import { describe, expect, it } from "vitest";
import { parseDuration, parseWaitEnd } from "./durations";
import { parseRetryAfter, serverBackoff } from "./retries";

describe("durations", () => {
  it.each([
    ["5s", 5_000],
    ["2h30m10s", 9_010_000],
    ["1w", 604_800_000],
    ["1d", 86_400_000],
    ["500ms", 500],
    ["1.5h", 5_400_000],
    ["", undefined],
    ["5", undefined],
    ["soon", undefined],
    ["5s later", undefined],
  ])("%s is %s ms", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([
    ["10s", 11_000],
    ["1970-01-01T00:00:09.000Z", 9_000],
    ["", 1_000],
    ["5", undefined],
    ["tomorrow", undefined],
  ])("a wait of %s that begins at 1 s ends at %s ms", (text, ms) => {
    expect(parseWaitEnd(text, 1_000)).toBe(ms);
  });
});

describe("retries", () => {
  it.each([
    ["3", 3_000],
    ["0", 1_000],
    ["999999", 86_400_000],
    ["1970-01-01T00:01:00.000Z", 50_000],
    ["1970-01-01T00:00:00.000Z", 1_000],
    ["", undefined],
    [null, undefined],
    ["later", undefined],
  ])("Retry-After %s, read at 10 s, asks to wait %s ms", (header, ms) => {
    expect(parseRetryAfter(header, 10_000)).toBe(ms);
  });

  it.each([
    [0, 15],
    [1, 30],
    [4, 300],
    [9, 7_200],
    [19, 7_200],
  ])("after attempt %s the wait is %s s and up to 30 s more", (attempt, seconds) => {
    const waits = Array.from({ length: 50 }, () => serverBackoff(attempt) / 1_000);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(seconds);
    expect(Math.max(...waits)).toBeLessThan(seconds + 30);
  });
});
