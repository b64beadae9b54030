import type { LiveRun } from "@/components/runs/api";
import type { RunListItem } from "@/lib/runs/list-schema";

/** Things as the services give them, for drawing: plain, and alike wherever a test does not care. */

export const at = new Date("2026-11-22T14:03:22.000Z");
export const face = { id: "postgres", title: "PostgreSQL" };
export const faces = { postgres: face };

export const runSummary: RunListItem = {
  id: "run-7",
  number: 7,
  connectionId: "shop",
  trigger: "manual",
  kind: "sync",
  status: "succeeded",
  createdAt: at,
  startedAt: at,
  endedAt: at,
  rowsRead: 41n,
  rowsWritten: 41n,
  bytes: 1_200n,
  failure: null,
  connection: { name: "Shop to lake", source: "postgres", destination: "postgres" },
};

const stream: LiveRun["streams"][number] = {
  index: 0,
  namespace: "public",
  name: "orders",
  phase: "done",
  rowsRead: "41",
  rowsWritten: "41",
  bytes: "1200",
  changed: "0",
  quarantined: "0",
  filtered: "0",
  estimatedRows: "41",
  superseded: "0",
  deleted: "0",
  versions: null,
  verifiedRows: "41",
  verified: true,
  comparison: null,
  error: null,
  waitedMs: { source: 0, transform: 0, destination: 0 },
  bottleneck: null,
  table: { namespace: "public", name: "orders" },
  heldAt: null,
  releasedAt: null,
  startedAt: at.toISOString(),
  endedAt: at.toISOString(),
};

/** A run as a page polls it. */
export function liveRun(change: Partial<LiveRun> = {}, streamChange: Partial<typeof stream> = {}): LiveRun {
  return {
    id: "run-7",
    number: 7,
    connectionId: "shop",
    connectionName: "Shop to lake",
    sourceId: "the-source",
    destinationId: "the-lake",
    isConnectionActive: true,
    trigger: "manual",
    kind: "sync",
    status: "succeeded",
    createdAt: at.toISOString(),
    startedAt: at.toISOString(),
    endedAt: at.toISOString(),
    rowsRead: "41",
    rowsWritten: "41",
    bytes: "1200",
    failure: null,
    schemaChanges: null,
    streams: [{ ...stream, ...streamChange }],
    waitedMs: stream.waitedMs,
    bottleneck: null,
    ...change,
  };
}
