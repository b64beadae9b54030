import { describe, expect, it } from "vitest";
import {
  cronProblem,
  isTimeZone,
  nextDue,
  nextTimes,
  readSchedule,
  scheduleSchema,
  storeSchedule,
  type Schedule,
} from "./schedule";

const at = (text: string) => new Date(text);
const next = (schedule: Schedule, after: string, anchor?: string) =>
  nextDue(schedule, at(after), anchor === undefined ? undefined : at(anchor))?.toISOString() ?? null;

describe("nextDue", () => {
  it("is never for a manual schedule", () => {
    expect(next({ type: "manual" }, "2026-03-01T00:00:00Z")).toBeNull();
  });

  it("is one period later without an anchor", () => {
    expect(next({ type: "every", minutes: 15 }, "2026-03-01T00:00:07Z")).toBe("2026-03-01T00:15:07.000Z");
  });

  it("keeps to the anchor's ticks however late the dispatch was", () => {
    const schedule = { type: "every", minutes: 15 } as const;
    expect(next(schedule, "2026-03-01T00:16:40Z", "2026-03-01T00:15:00Z")).toBe("2026-03-01T00:30:00.000Z");
  });

  it("coalesces missed ticks into the next one to come", () => {
    const schedule = { type: "every", minutes: 5 } as const;
    expect(next(schedule, "2026-03-03T10:02:00Z", "2026-03-01T00:00:00Z")).toBe("2026-03-03T10:05:00.000Z");
  });

  it("is strictly after the instant it is asked for", () => {
    const schedule = { type: "every", minutes: 5 } as const;
    expect(next(schedule, "2026-03-01T00:05:00Z", "2026-03-01T00:00:00Z")).toBe("2026-03-01T00:10:00.000Z");
    const cron = { type: "cron", expression: "0 12 * * *", timeZone: "UTC" } as const;
    expect(next(cron, "2026-03-01T12:00:00Z")).toBe("2026-03-02T12:00:00.000Z");
  });

  it("follows the time zone over the change to summer time", () => {
    const cron = { type: "cron", expression: "30 2 * * *", timeZone: "Europe/Berlin" } as const;
    expect(next(cron, "2026-03-28T00:00:00Z")).toBe("2026-03-28T01:30:00.000Z");
    // 02:30 does not exist on the 29th: the run is neither lost nor doubled.
    expect(next(cron, "2026-03-28T12:00:00Z")).toBe("2026-03-29T01:00:00.000Z");
    expect(next(cron, "2026-03-29T12:00:00Z")).toBe("2026-03-30T00:30:00.000Z");
  });

  it("runs once when an hour comes twice", () => {
    const cron = { type: "cron", expression: "30 2 * * *", timeZone: "Europe/Berlin" } as const;
    const first = nextDue(cron, at("2026-10-24T12:00:00Z"));
    expect(first?.toISOString()).toBe("2026-10-25T00:30:00.000Z");
    expect(first && nextDue(cron, first)?.toISOString()).toBe("2026-10-26T01:30:00.000Z");
  });
});

describe("nextTimes", () => {
  it("are the next so many, each after the one before", () => {
    const cron = { type: "cron", expression: "0 6 * * 1-5", timeZone: "UTC" } as const;
    expect(nextTimes(cron, at("2026-01-02T07:00:00Z"), 3).map((time) => time.toISOString())).toEqual([
      "2026-01-05T06:00:00.000Z",
      "2026-01-06T06:00:00.000Z",
      "2026-01-07T06:00:00.000Z",
    ]);
  });

  it("are none for what no clock drives", () => {
    const after = { type: "after", connectionId: "5d0d7a0e-4b0c-4f7e-9d0a-1f2e3d4c5b6a" } as const;
    expect(nextTimes(after, at("2026-01-02T07:00:00Z"), 5)).toEqual([]);
    expect(nextTimes({ type: "manual" }, at("2026-01-02T07:00:00Z"), 5)).toEqual([]);
  });
});

describe("a schedule as a row has it", () => {
  it.each([
    { type: "after", connectionId: "5d0d7a0e-4b0c-4f7e-9d0a-1f2e3d4c5b6a" },
    { type: "every", minutes: 5 },
  ] as const)("comes back as it was: %j", (schedule) => {
    expect(readSchedule(storeSchedule(schedule))).toEqual(schedule);
  });

  it("names whom it follows in one place alone", () => {
    const connectionId = "5d0d7a0e-4b0c-4f7e-9d0a-1f2e3d4c5b6a";
    expect(storeSchedule({ type: "after", connectionId })).toEqual({
      schedule: { type: "after" },
      followsId: connectionId,
    });
  });
});

describe("scheduleSchema", () => {
  it.each([
    { type: "manual" },
    { type: "every", minutes: 5 },
    { type: "every", minutes: 1440 },
    { type: "cron", expression: "*/5 6-18 * * MON-FRI", timeZone: "America/New_York" },
    { type: "cron", expression: "0 6 L * *", timeZone: "UTC" },
  ])("takes %j", (schedule) => {
    expect(scheduleSchema.parse(schedule)).toEqual(schedule);
  });

  it.each([
    [{ type: "every", minutes: 7 }, ["minutes"]],
    [{ type: "every", minutes: 1 }, ["minutes"]],
    [{ type: "cron", expression: "61 * * * *", timeZone: "UTC" }, ["expression"]],
    [{ type: "cron", expression: "0 0 12 * * ?", timeZone: "UTC" }, ["expression"]],
    [{ type: "cron", expression: "@daily", timeZone: "UTC" }, ["expression"]],
    [{ type: "cron", expression: "", timeZone: "UTC" }, ["expression"]],
    [{ type: "cron", expression: "0 0 30 2 *", timeZone: "UTC" }, ["expression"]],
    [{ type: "cron", expression: "0 12 * * *", timeZone: "Mars/Olympus" }, ["timeZone"]],
  ])("refuses %j", (schedule, path) => {
    expect(scheduleSchema.safeParse(schedule).error?.issues.map((issue) => issue.path)).toEqual([path]);
  });
});

describe("cronProblem", () => {
  it("says what is wrong with the value in it", () => {
    expect(cronProblem("61 * * * *", "UTC")?.message).toBe(
      '"61 * * * *" is not a cron expression: Invalid value for minute: 61',
    );
    expect(cronProblem("0 0 30 2 *", "UTC")?.message).toMatch(/never due/);
  });
});

describe("isTimeZone", () => {
  it("knows IANA names", () => {
    expect(["UTC", "Europe/Berlin", "MON", "", "nonsense"].map(isTimeZone)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
