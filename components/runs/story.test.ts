import { expect, it } from "vitest";
import type { LiveRun } from "./api";
import { tellStory } from "./story";

const now = Date.parse("2026-11-30T10:01:00Z");

function told(run: Partial<LiveRun>): string {
  const whole = {
    kind: "sync",
    status: "succeeded",
    startedAt: "2026-11-30T10:00:00Z",
    endedAt: null,
    rowsWritten: "0",
    bytes: "0",
    streams: [],
    ...run,
  };
  return tellStory(whole as unknown as LiveRun, now);
}

const streams = (...phases: string[]) => phases.map((phase) => ({ phase })) as unknown as LiveRun["streams"];

it("says of a green run what it moved, and in which time", () => {
  const ended = { endedAt: "2026-11-30T10:00:04Z", rowsWritten: "1204331", bytes: "1200000000" };
  expect(told({ ...ended, streams: streams("done", "done") })).toBe(
    "Sync moved 1,204,331 rows, 1.2 GB of 2 streams, verified in 4.0 s.",
  );
  expect(told({ ...ended, kind: "verify", streams: streams("done") })).toBe(
    "Comparison found 1 stream the same at both ends in 4.0 s.",
  );
});

it("says of a red run what stands all the same", () => {
  const failed = { status: "failed", endedAt: "2026-11-30T10:00:04Z" } as const;
  expect(told({ ...failed, startedAt: null })).toBe("Sync failed before it began: nothing was written.");
  expect(told({ ...failed, rowsWritten: "41200", streams: streams("done", "failed") })).toBe(
    "Sync failed after 4.0 s: 41,200 rows were committed, 1 of 2 streams verified.",
  );
  expect(told({ ...failed, status: "cancelled", streams: streams("cancelled") })).toBe(
    "Sync was cancelled after 4.0 s: nothing was written, 0 of 1 stream verified.",
  );
});

it("says of a run under way how far it is", () => {
  expect(told({ status: "queued", startedAt: null })).toBe("Sync waits for its turn.");
  expect(told({ status: "running", rowsWritten: "10", bytes: "80" })).toBe(
    "Sync goes on for 1 min 00 s: 10 rows, 80 B so far.",
  );
});
