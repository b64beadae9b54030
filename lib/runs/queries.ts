import type { StreamCounts } from "@/connectors/sdk";
import { isUuid } from "@/lib/connectors/input";
import { db, type Prisma, type Run, type RunFeed, type RunStatus, type RunStream } from "@/lib/db";
import { NotFoundError } from "@/lib/errors";
import { findBottleneck } from "@/lib/sync/bottleneck";
import { addWaits, noWaits, type Waits } from "@/lib/sync/waits";
import type { SliceProgress } from "@/lib/worker/tasks";
import type { Scope } from "@/lib/workspaces/scope";
import type { RunPlan } from "./plan-run";
import {
  runFailureSchema,
  runSchemaChangeSchema,
  type RunDetail,
  type RunFailure,
  type RunLogLine,
  type RunStreamStatus,
  type RunSummary,
} from "./schema";

export interface RunFilter {
  connectionId?: string;
  status?: RunStatus[];
  kinds?: RunSummary["kind"][];
  createdAfter?: Date;
  createdBefore?: Date;
  endedAfter?: Date;
  endedBefore?: Date;
  orderBy?: { field: "createdAt" | "endedAt"; direction: "asc" | "desc" };
  limit: number;
  offset: number;
}

export interface LogFilter {
  after?: bigint;
  level?: string[];
  stream?: string;
  search?: string;
  limit: number;
}

/** By id, or by number as the API names it. */
export async function getRun(scope: Scope, idOrNumber: string | number): Promise<RunDetail> {
  if (typeof idOrNumber === "string" && !isUuid(idOrNumber)) throw new NotFoundError("run", idOrNumber);
  const key = typeof idOrNumber === "number" ? { number: idOrNumber } : { id: idOrNumber };
  const run = await db().run.findFirst({
    where: { ...key, workspaceId: scope.workspaceId },
    include: {
      streams: { orderBy: { index: "asc" } },
      feeds: true,
      connection: { select: { name: true, status: true, sourceId: true, destinationId: true } },
    },
  });
  if (!run) throw new NotFoundError("run", String(idOrNumber));
  // Written by savePlan alone.
  const plan = run.plan as unknown as RunPlan | null;
  const streams = run.streams.map((stream) => ({
    ...toStreamStatus(stream, run.feeds),
    table: plan?.streams[stream.index]?.table ?? null,
  }));
  const waitedMs = streams.map((stream) => stream.waitedMs).reduce(addWaits, noWaits());
  return {
    ...toRunSummary(run),
    ...sumsOf(run, streams),
    connectionName: run.connection.name,
    sourceId: run.connection.sourceId,
    destinationId: run.connection.destinationId,
    isConnectionActive: run.connection.status === "active",
    schemaChanges: run.schemaChanges === null ? null : runSchemaChangeSchema.array().parse(run.schemaChanges),
    streams,
    waitedMs,
    bottleneck: run.failure === null ? findBottleneck(waitedMs) : null,
  };
}

export async function listRuns(
  scope: Scope,
  filter: RunFilter,
): Promise<{ items: RunSummary[]; total: number }> {
  const where: Prisma.RunWhereInput = {
    workspaceId: scope.workspaceId,
    ...(filter.connectionId === undefined ? {} : { connectionId: filter.connectionId }),
    ...(filter.status === undefined ? {} : { status: { in: filter.status } }),
    ...(filter.kinds === undefined ? {} : { kind: { in: filter.kinds } }),
    createdAt: within(filter.createdAfter, filter.createdBefore),
    ...(filter.endedAfter || filter.endedBefore
      ? { endedAt: within(filter.endedAfter, filter.endedBefore) }
      : {}),
  };
  const { field, direction } = filter.orderBy ?? { field: "createdAt", direction: "desc" };
  const [rows, total] = await Promise.all([
    db().run.findMany({
      where,
      orderBy: [{ [field]: direction }, { number: direction }],
      take: filter.limit,
      skip: filter.offset,
      omit: { plan: true },
    }),
    db().run.count({ where }),
  ]);
  return { items: rows.map(toRunSummary), total };
}

/** Lines in the order they came, from just after `after`. NotFoundError where the run is not of this workspace. */
export async function listRunLogs(scope: Scope, runId: string, filter: LogFilter): Promise<RunLogLine[]> {
  const run = await db().run.findFirst({
    where: { id: runId, workspaceId: scope.workspaceId },
    select: { id: true },
  });
  if (!run) throw new NotFoundError("run", runId);
  const rows = await db().runLog.findMany({
    where: {
      runId,
      ...(filter.after === undefined ? {} : { id: { gt: filter.after } }),
      ...(filter.level === undefined ? {} : { level: { in: filter.level } }),
      ...(filter.stream === undefined ? {} : { stream: filter.stream }),
      ...(filter.search === undefined
        ? {}
        : { message: { contains: filter.search, mode: "insensitive" as const } }),
    },
    orderBy: { id: "asc" },
    take: filter.limit,
  });
  return rows.map(({ runId: _, ...line }) => line);
}

export function toRunSummary(run: Omit<Run, "plan">): RunSummary {
  const {
    id,
    number,
    connectionId,
    trigger,
    kind,
    status,
    createdAt,
    startedAt,
    endedAt,
    rowsRead,
    rowsWritten,
    bytes,
  } = run;
  const failure = toFailure(run.failure);
  return {
    id,
    number,
    connectionId,
    trigger,
    kind,
    status,
    createdAt,
    startedAt,
    endedAt,
    rowsRead,
    rowsWritten,
    bytes,
    failure,
  };
}

export function toFailure(json: Prisma.JsonValue): RunFailure | null {
  return json === null ? null : runFailureSchema.parse(json);
}

/** A stream that is being read shows what its feeds say now; afterwards its own row holds what was committed. */
export function toStreamStatus(stream: RunStream, feeds: RunFeed[]): Omit<RunStreamStatus, "table"> {
  const {
    runId: _,
    visibleRows: __,
    error,
    comparison,
    waitedSourceMs,
    waitedTransformMs,
    waitedDestinationMs,
    ...row
  } = stream;
  const waitedMs = waitsOf({ waitedSourceMs, waitedTransformMs, waitedDestinationMs });
  const status = {
    ...row,
    // Written by verifyContent alone.
    comparison: comparison as unknown as RunStreamStatus["comparison"],
    error: toFailure(error),
    waitedMs,
    bottleneck: error === null ? findBottleneck(waitedMs) : null,
  };
  if (stream.phase !== "reading") return status;
  const live = feeds.flatMap((feed) => liveCounts(feed, stream.index));
  const sum = (pick: (counts: LiveCounts) => number) =>
    BigInt(live.reduce((total, counts) => total + pick(counts), 0));
  const estimates = live.flatMap((counts) => counts.estimatedRows ?? []);
  return {
    ...status,
    rowsRead: sum((counts) => counts.read),
    rowsWritten: sum((counts) => counts.written),
    bytes: sum((counts) => counts.bytes),
    changed: sum((counts) => counts.changed),
    quarantined: sum((counts) => counts.quarantined),
    filtered: sum((counts) => counts.filtered),
    estimatedRows: estimates.length === 0 ? null : BigInt(estimates.reduce((total, rows) => total + rows, 0)),
  };
}

export function waitsOf(
  stream: Pick<RunStream, "waitedSourceMs" | "waitedTransformMs" | "waitedDestinationMs">,
): Waits {
  return {
    source: Number(stream.waitedSourceMs),
    transform: Number(stream.waitedTransformMs),
    destination: Number(stream.waitedDestinationMs),
  };
}

type LiveCounts = StreamCounts & { estimatedRows: number | null };

function liveCounts(feed: RunFeed, streamIndex: number): LiveCounts[] {
  const place = feed.streamIndexes.indexOf(streamIndex);
  const progress = feed.progress as SliceProgress | null;
  const counts = place < 0 ? undefined : progress?.streams[place];
  return counts ? [counts] : [];
}

/** What the streams of a run have moved so far; nothing for a run that has ended, whose own sums stand. */
export function sumsOf(
  run: Pick<Run, "endedAt">,
  streams: Pick<RunStreamStatus, "rowsRead" | "rowsWritten" | "bytes">[],
): Partial<RunSummary> {
  if (run.endedAt !== null) return {};
  const sum = (pick: (stream: (typeof streams)[0]) => bigint) =>
    streams.reduce((total, stream) => total + pick(stream), 0n);
  return {
    rowsRead: sum((stream) => stream.rowsRead),
    rowsWritten: sum((stream) => stream.rowsWritten),
    bytes: sum((stream) => stream.bytes),
  };
}

function within(after: Date | undefined, before: Date | undefined): Prisma.DateTimeFilter {
  return { ...(after ? { gte: after } : {}), ...(before ? { lte: before } : {}) };
}
