import path from "node:path";
import type { RunDetail } from "@/lib/runs/schema";
import { demoFile } from "./service";

/** What the first run did, for the terminal. */
export function describeDemo(run: RunDetail, localFilesDir: string): string[] {
  const file = path.join(localFilesDir, demoFile);
  if (run.status !== "succeeded") {
    return [
      `The demo sync did not succeed: ${run.failure?.message ?? run.status}`,
      "The console shows its log under Connections.",
    ];
  }
  const streams = run.streams.map(
    (stream) =>
      `  ${stream.name.padEnd(12)} ${grouped(stream.rowsWritten)} rows written = ${grouped(stream.verifiedRows ?? 0n)} rows found`,
  );
  return [
    `First sync, verified: sample data → ${file}`,
    ...streams,
    `  ${grouped(run.rowsWritten)} rows in ${secondsOf(run).toFixed(2)} s`,
  ];
}

function secondsOf({ startedAt, endedAt }: RunDetail): number {
  return startedAt && endedAt ? (endedAt.getTime() - startedAt.getTime()) / 1_000 : 0;
}

function grouped(count: bigint): string {
  return count.toLocaleString("en-US");
}
