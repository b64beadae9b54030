import * as text from "@/text/run";
import type { LiveRun } from "./api";
import { kindWords } from "./states";

/** What happened in a run, in one sentence. */
export function tellStory(run: LiveRun, nowMs: number): string {
  const { status, startedAt, endedAt } = run;
  const what = kindWords[run.kind];
  const tookMs = startedAt ? (endedAt ? Date.parse(endedAt) : nowMs) - Date.parse(startedAt) : null;
  switch (status) {
    case "queued":
      return text.waitsForTurn(what);
    case "running":
      return tookMs === null
        ? text.begins(what)
        : text.goesOn(what, tookMs, BigInt(run.rowsWritten), BigInt(run.bytes));
    case "succeeded":
      return succeeded(run, what, tookMs);
    case "failed":
      return tookMs === null ? text.failedEarly(what, kept(run)) : text.failedAfter(what, tookMs, kept(run));
    case "cancelled":
      return tookMs === null
        ? text.cancelledEarly(what, kept(run))
        : text.cancelledAfter(what, tookMs, kept(run));
  }
}

function succeeded(run: LiveRun, what: string, tookMs: number | null): string {
  const streams = run.streams.length;
  const rows = BigInt(run.rowsWritten);
  const bytes = BigInt(run.bytes);
  const isTimed = tookMs !== null;
  switch (run.kind) {
    case "verify":
      return isTimed ? text.foundSameIn(what, streams, tookMs) : text.foundSame(what, streams);
    case "clear":
      return isTimed ? text.clearedIn(what, tookMs) : text.cleared(what);
    case "replay":
      return isTimed ? text.replayedIn(what, rows, tookMs) : text.replayed(what, rows);
    case "repair":
      return isTimed ? text.repairedIn(what, rows, streams, tookMs) : text.repaired(what, rows, streams);
    case "sync":
    case "refresh":
    case "sample":
      return isTimed
        ? text.movedIn(what, rows, bytes, streams, tookMs)
        : text.moved(what, rows, bytes, streams);
  }
}

function kept(run: LiveRun): string {
  const streams = run.streams.length;
  const verified = run.streams.filter(({ phase }) => phase === "done").length;
  const rows = BigInt(run.rowsWritten);
  if (streams === 0) return rows === 0n ? text.nothingKept : text.rowsKept(rows);
  return rows === 0n ? text.nothingKeptOf(verified, streams) : text.rowsKeptOf(rows, verified, streams);
}
