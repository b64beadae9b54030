import { expect, it } from "vitest";
import { ConfigError, TransientError } from "@/connectors/sdk";
import { db } from "@/lib/db";
import { NotFoundError } from "@/lib/errors";
import { carryOut } from "@/tests/support/carry-out";
import { checkpoint, openRunLab, requested } from "@/tests/support/run-lab";
import { closeRun } from "./close";
import { moveFeed, type Attempt } from "./move";
import { getRun } from "./queries";
import { cancelRun } from "./request";
import { pruneHistory } from "./retention";
import { getTimeline } from "./slices";
import { beginRun } from "./start";

const lab = openRunLab();
const first: Attempt = { fruitless: 0, careful: false };

async function begun(): Promise<string> {
  const { id } = await requested(lab);
  await beginRun(id, 0);
  return id;
}

const spansOf = async (runId: string) => (await getTimeline(lab.scope, runId)).feeds[0]?.spans ?? [];

it("keeps of each slice what it committed, so that all together are what the feed moved", async () => {
  const rows = [4, 10];
  lab.handlers.moveSlice = ({ plan }) =>
    Promise.resolve({ complete: rows.length === 1, checkpoint: checkpoint(plan.syncId, rows.shift() ?? 0) });
  const runId = await begun();
  await moveFeed(runId, 0, first);
  await moveFeed(runId, 0, first);
  expect(await db().runSlice.findMany({ orderBy: { id: "asc" } })).toMatchObject([
    { feedIndex: 0, attempt: 0, rows: 4n, bytes: 32n, outcome: "moved", error: null },
    { feedIndex: 0, attempt: 0, rows: 6n, bytes: 48n, outcome: "complete", error: null },
  ]);
  expect(await getTimeline(lab.scope, runId)).toMatchObject({
    totalFeeds: 1,
    totalSlices: 2,
    feeds: [{ feedIndex: 0, streams: ["users"] }],
  });
});

it("keeps a failed try with its reason and what it had committed, and counts no row twice", async () => {
  lab.handlers.moveSlice = ({ plan }, { onEvent }) => {
    onEvent?.({ type: "committed", checkpoint: checkpoint(plan.syncId, 7) });
    return Promise.reject(new TransientError("The server went away."));
  };
  const runId = await begun();
  await moveFeed(runId, 0, first);
  lab.handlers.moveSlice = ({ plan }) =>
    Promise.resolve({ complete: true, checkpoint: checkpoint(plan.syncId, 10) });
  await moveFeed(runId, 0, { fruitless: 1, careful: false });
  expect(await spansOf(runId)).toMatchObject([
    { outcome: "failed", attempt: 0, rows: 7n, error: "The server went away." },
    { outcome: "complete", attempt: 1, rows: 3n, error: null },
  ]);
});

it("keeps the slice that a cancellation ended", async () => {
  const runId = await begun();
  lab.handlers.moveSlice = (_, { signal }) =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener("abort", () => reject(new Error("stopped")));
      void cancelRun(lab.scope, runId);
    });
  expect(await moveFeed(runId, 0, first)).toEqual({ outcome: "ended" });
  expect(await spansOf(runId)).toMatchObject([{ outcome: "cancelled", rows: 0n, error: /was cancelled/ }]);
});

it("leaves a run that fails, or is cancelled, with what it had committed", async () => {
  lab.handlers.moveSlice = ({ plan }, { onEvent }) => {
    onEvent?.({ type: "committed", checkpoint: checkpoint(plan.syncId, 7) });
    return Promise.reject(new ConfigError("The table is gone."));
  };
  const failed = await begun();
  await moveFeed(failed, 0, first);
  await closeRun(failed);
  const moved = { rowsRead: 7n, rowsWritten: 7n, streams: [{ rowsRead: 7n, rowsWritten: 7n }] };
  expect(await getRun(lab.scope, failed)).toMatchObject({ status: "failed", ...moved });

  lab.handlers.moveSlice = ({ plan }, { onEvent }) => {
    onEvent?.({ type: "committed", checkpoint: checkpoint(plan.syncId, 7) });
    return Promise.reject(new TransientError("The server went away."));
  };
  const cancelled = await begun();
  await moveFeed(cancelled, 0, first);
  expect(await cancelRun(lab.scope, cancelled)).toMatchObject({ status: "cancelled", rowsWritten: 7n });
  expect(await getRun(lab.scope, cancelled)).toMatchObject(moved);
});

it("keeps why a feed was given up", async () => {
  lab.handlers.moveSlice = () => Promise.reject(new ConfigError("The table is gone."));
  const runId = await begun();
  expect(await moveFeed(runId, 0, first)).toEqual({ outcome: "failed" });
  await closeRun(runId);
  expect(await spansOf(runId)).toMatchObject([{ outcome: "failed", error: "The table is gone." }]);
});

it("draws thousands of slices as spans of a screen's width, and loses no row and no failure", async () => {
  const runId = await begun();
  const start = Date.parse("2026-11-30T00:00:00Z");
  const slices = Array.from({ length: 5_000 }, (_, place) => ({
    runId,
    feedIndex: 0,
    attempt: 0,
    startedAt: new Date(start + place * 60_000),
    endedAt: new Date(start + (place + 1) * 60_000),
    rows: 3n,
    bytes: 5n,
    outcome: place === 2_500 ? ("failed" as const) : ("moved" as const),
    error: place === 2_500 ? "The disk is full." : null,
  }));
  await db().runSlice.createMany({ data: slices });
  const spans = await spansOf(runId);
  expect(spans.length).toBeLessThanOrEqual(242);
  expect(spans.reduce((sum, { slices }) => sum + slices, 0)).toBe(5_000);
  expect(spans.reduce((sum, { rows }) => sum + rows, 0n)).toBe(15_000n);
  expect(spans.filter(({ outcome }) => outcome === "failed")).toMatchObject([
    { slices: 1, error: "The disk is full." },
  ]);
});

it("lets slices go with the log", async () => {
  const { id } = await requested(lab);
  await carryOut(id);
  const soon = new Date(Date.now() + 29 * 86_400_000);
  expect(await pruneHistory(soon)).toMatchObject({ slices: 0 });
  const later = new Date(Date.now() + 31 * 86_400_000);
  expect(await pruneHistory(later)).toMatchObject({ slices: 1 });
});

it("shows nothing of another workspace's run", async () => {
  const runId = await begun();
  await expect(getTimeline(lab.stranger, runId)).rejects.toBeInstanceOf(NotFoundError);
  await expect(getTimeline(lab.scope, "no-id")).rejects.toBeInstanceOf(NotFoundError);
});
