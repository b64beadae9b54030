import { expect, it } from "vitest";
import type { LiveRunStats } from "../api";
import { drawBuckets, totalsOf } from "./buckets";

const bucket = { at: "2026-11-29T23:00:00.000Z", runs: 2, succeeded: 1, failed: 1, rows: "10", bytes: "80" };
const stats: LiveRunStats = {
  unit: "day",
  buckets: [
    { ...bucket, meanDurationMs: 4_000 },
    {
      at: "2026-11-30T23:00:00.000Z",
      runs: 0,
      succeeded: 0,
      failed: 0,
      rows: "0",
      bytes: "0",
      meanDurationMs: null,
    },
    { ...bucket, at: "2026-12-01T23:00:00.000Z", runs: 1, failed: 0, meanDurationMs: 1_000 },
  ],
};

it("names days and hours as the viewer's clock has them", () => {
  expect(drawBuckets(stats, "Europe/Berlin").map(({ label }) => label)).toEqual(["30 Nov", "1 Dec", "2 Dec"]);
  const [hour] = drawBuckets({ ...stats, unit: "hour" }, "Europe/Berlin");
  expect(hour).toMatchObject({ label: "00:00", name: "30 Nov 2026, 00:00" });
});

it("sums them, the mean duration by the runs of each", () => {
  expect(totalsOf(drawBuckets(stats, "UTC"))).toEqual({
    rows: 20,
    bytes: 160,
    share: 2 / 3,
    meanDurationMs: 3_000,
  });
  expect(totalsOf([])).toEqual({ rows: 0, bytes: 0, share: null, meanDurationMs: null });
});
