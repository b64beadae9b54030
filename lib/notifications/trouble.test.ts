import { describe, expect, it } from "vitest";
import { lookBack, troubleOfFailure, troubleOfSuccess, type EndedRun } from "./trouble";

const startMs = Date.UTC(2026, 10, 1);
const minuteMs = 60_000;

/** One run after the other, `F` failed and `S` succeeded, newest first as the database gives them. */
function history(outcomes: string, everyMinutes: number): EndedRun[] {
  return [...outcomes]
    .map((outcome, index) => ({
      id: `run-${index}`,
      failed: outcome === "F",
      endedAt: new Date(startMs + index * everyMinutes * minuteMs),
    }))
    .reverse();
}

/** The distinct things that a history of runs would have told, in their order. */
function told(outcomes: string, everyMinutes: number): string[] {
  const all = history(outcomes, everyMinutes);
  const occasions = all.flatMap((_, index) => {
    const runs = all.slice(all.length - 1 - index).slice(0, lookBack);
    const trouble = runs[0]?.failed ? troubleOfFailure(runs) : troubleOfSuccess(runs);
    return trouble ? [trouble.occasion] : [];
  });
  return [...new Set(occasions)];
}

describe("a connection that fails", () => {
  it("is told of once, however many runs fail", () => {
    expect(told("SFFFFFFFF", 5)).toEqual(["run-1:fails:0"]);
  });

  it("is told of again once a day while it goes on failing", () => {
    expect(told("F".repeat(50), 60)).toEqual(["run-0:fails:0", "run-0:fails:1", "run-0:fails:2"]);
  });

  it("is told of with the count and the beginning", () => {
    expect(troubleOfFailure(history("SSFFFF", 10))).toEqual({
      occasion: "run-2:fails:0",
      failedRuns: 4,
      since: new Date(startMs + 20 * minuteMs),
      flaps: false,
    });
  });

  it("is told of at the next failure when a day or more of success lies between", () => {
    expect(told("FSF", 24 * 60)).toEqual(["run-0:fails:0", "run-0:recovered", "run-2:fails:0"]);
  });

  it("is told of once a day also where its beginning is further back than is looked", () => {
    const occasions = told("F".repeat(lookBack + 600), 5);
    const days = Math.ceil(((lookBack + 600) * 5) / (24 * 60));
    expect(occasions.length).toBeLessThanOrEqual(days + 1);
    expect(occasions.at(-1)).toBe("long:2026-11-03");
  });
});

describe("a connection that recovers", () => {
  it("is told of by its first success alone", () => {
    expect(told("SFFSSS", 5)).toEqual(["run-1:fails:0", "run-1:recovered"]);
  });

  it("tells how many runs had failed, and since when", () => {
    expect(troubleOfSuccess(history("SFFFS", 5))).toMatchObject({
      failedRuns: 3,
      since: new Date(startMs + 5 * minuteMs),
    });
  });

  it("has nothing to tell where nothing had failed", () => {
    expect(troubleOfSuccess(history("SS", 5))).toBeNull();
    expect(troubleOfSuccess(history("S", 5))).toBeNull();
  });
});

describe("a connection that fails and succeeds in turn", () => {
  it("does not flood: five minutes apart it says three things in half a day", () => {
    expect(told("FS".repeat(72), 5)).toEqual(["run-0:fails:0", "run-0:recovered", "run-0:flaps:0"]);
  });

  it("does not flood when it runs every hour", () => {
    expect(told("FS".repeat(24), 60)).toHaveLength(4);
  });

  it("is told to have recovered once it has been well for six hours, and then no more", () => {
    expect(told(`FSF${"S".repeat(40)}`, 30)).toEqual([
      "run-0:fails:0",
      "run-0:recovered",
      "run-0:flaps:0",
      "run-0:calm",
    ]);
  });
});
