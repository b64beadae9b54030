import { expect, it } from "vitest";
import { instantPresets } from "./instant-presets";

const at = (instant: string) =>
  Object.fromEntries(instantPresets(new Date(instant)).map(({ label, day }) => [label, day]));

it("days are counted from today in UTC, over the ends of months and years", () => {
  expect(at("2026-03-02T23:59:59Z")).toMatchObject({
    Today: "2026-03-02",
    Yesterday: "2026-03-01",
    "Last 7 days": "2026-02-23",
    "Last 30 days": "2026-01-31",
    "Start of month": "2026-03-01",
    "Start of year": "2026-01-01",
  });
  expect(at("2026-01-01T00:00:00Z")).toMatchObject({
    Yesterday: "2025-12-31",
    "Start of year": "2026-01-01",
  });
});

it("every one of them is a day that exists, also counted from a leap day", () => {
  expect(at("2028-02-29T12:00:00Z")["Last 2 years"]).toBe("2026-03-01");
});
