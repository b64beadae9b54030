import { formatBytes, formatCountOf, formatDuration, formatRows } from "@/components/ui/format";
import type { LiveRun } from "./api";
import { kindWords } from "./states";

/** What happened in a run, in one sentence. */
export function tellStory(run: LiveRun, nowMs: number): string {
  const { status, startedAt, endedAt } = run;
  const what = kindWords[run.kind];
  const took = startedAt
    ? formatDuration((endedAt ? Date.parse(endedAt) : nowMs) - Date.parse(startedAt))
    : null;
  switch (status) {
    case "queued":
      return `${what} waits for its turn.`;
    case "running":
      return took === null ? `${what} begins.` : `${what} goes on for ${took}: ${moved(run)} so far.`;
    case "succeeded":
      return `${what} ${succeeded(run)}${took === null ? "" : ` in ${took}`}.`;
    case "failed":
      return `${what} failed${took === null ? " before it began" : ` after ${took}`}: ${kept(run)}.`;
    case "cancelled":
      return `${what} was cancelled${took === null ? " before it began" : ` after ${took}`}: ${kept(run)}.`;
  }
}

function succeeded(run: LiveRun): string {
  const streams = formatCountOf(run.streams.length, "stream");
  switch (run.kind) {
    case "verify":
      return `found ${streams} the same at both ends`;
    case "clear":
      return "cleared its streams";
    case "replay":
      return `wrote ${formatRows(BigInt(run.rowsWritten))} from the quarantine`;
    case "repair":
      return `wrote ${formatRows(BigInt(run.rowsWritten))} again in ${streams}`;
    case "sync":
    case "refresh":
    case "sample":
      return `moved ${moved(run)} of ${streams}, verified`;
  }
}

function moved(run: LiveRun): string {
  return `${formatRows(BigInt(run.rowsWritten))}, ${formatBytes(BigInt(run.bytes))}`;
}

function kept(run: LiveRun): string {
  const done = run.streams.filter(({ phase }) => phase === "done").length;
  const rows = BigInt(run.rowsWritten);
  const of =
    run.streams.length === 0 ? "" : `, ${done} of ${formatCountOf(run.streams.length, "stream")} verified`;
  return rows === 0n ? `nothing was written${of}` : `${formatRows(rows)} were committed${of}`;
}
