import * as english from "@/components/text/en/bottleneck";
import { adviceOn } from "@/lib/runs/bottleneck-words";
import type { RunFilter } from "@/lib/runs/queries";
import type { RunDetail, RunFailure, RunSummary } from "@/lib/runs/schema";
import type { Bottleneck } from "@/lib/sync/bottleneck";
import { toIsoDuration } from "../durations";
import type { ApiJob, ApiJobDetail, JobsQuery } from "../wire/jobs";

/** Airbyte's clients do not all know "queued": a queued job is pending. */
const apiStatus = {
  queued: "pending",
  running: "running",
  succeeded: "succeeded",
  failed: "failed",
  cancelled: "cancelled",
} as const satisfies Record<RunSummary["status"], ApiJob["status"]>;

const runStatus: Record<ApiJob["status"], RunSummary["status"] | null> = {
  pending: "queued",
  queued: "queued",
  running: "running",
  incomplete: null,
  succeeded: "succeeded",
  failed: "failed",
  cancelled: "cancelled",
};

export function toApiJob(run: RunSummary, now: Date): ApiJob {
  const { createdAt, endedAt } = run;
  return {
    jobId: run.number,
    status: apiStatus[run.status],
    jobType: run.kind,
    startTime: toInstant(createdAt),
    connectionId: run.connectionId,
    ...(endedAt ? { lastUpdatedAt: toInstant(endedAt) } : {}),
    ...(run.status === "queued"
      ? {}
      : { duration: toIsoDuration((endedAt ?? now).getTime() - createdAt.getTime()) }),
    bytesSynced: Number(run.bytes),
    rowsSynced: Number(run.rowsWritten),
  };
}

export function toApiJobDetail(run: RunDetail, now: Date): ApiJobDetail {
  return {
    ...toApiJob(run, now),
    ...(run.failure ? { failure: failureOf(run.failure) } : {}),
    waitedMs: run.waitedMs,
    bottleneck: bottleneckOf(run.bottleneck),
    streams: run.streams.map(
      ({ namespace, name, table, phase, verified, waitedMs, bottleneck, ...counts }) => ({
        ...(namespace === "" ? {} : { namespace }),
        name,
        table,
        phase,
        rowsRead: Number(counts.rowsRead),
        rowsWritten: Number(counts.rowsWritten),
        rowsQuarantined: Number(counts.quarantined),
        verified,
        waitedMs,
        bottleneck: bottleneckOf(bottleneck),
      }),
    ),
  };
}

function bottleneckOf(bottleneck: Bottleneck | null): ApiJobDetail["bottleneck"] {
  if (!bottleneck) return null;
  const { part, percent } = bottleneck;
  return { part, percent, advice: adviceOn(bottleneck, english) };
}

function failureOf({ awaits: _, field: __, ...failure }: RunFailure): ApiJobDetail["failure"] {
  return failure;
}

/** null where no job can fit: none is ever "incomplete". */
export function toRunFilter(query: JobsQuery): RunFilter | null {
  const status = query.status && runStatus[query.status];
  if (status === null) return null;
  const [field, direction] = query.orderBy?.split("|") ?? [];
  return {
    limit: query.limit,
    offset: query.offset,
    ...(status === undefined ? {} : { status: [status] }),
    kinds: kindsOf(query.jobType),
    ...(query.connectionId === undefined ? {} : { connectionId: query.connectionId }),
    ...(query.createdAtStart ? { createdAfter: query.createdAtStart } : {}),
    ...(query.createdAtEnd ? { createdBefore: query.createdAtEnd } : {}),
    ...(query.updatedAtStart ? { endedAfter: query.updatedAtStart } : {}),
    ...(query.updatedAtEnd ? { endedBefore: query.updatedAtEnd } : {}),
    ...(field === undefined
      ? {}
      : {
          orderBy: {
            field: field === "updatedAt" ? "endedAt" : "createdAt",
            direction: direction === "ASC" ? "asc" : "desc",
          },
        }),
  };
}

/** Airbyte's clients fail on a list with a job type that they do not know: the others are listed where they are asked for. */
function kindsOf(jobType: JobsQuery["jobType"]): RunSummary["kind"][] {
  if (jobType === undefined) return ["sync", "refresh", "clear"];
  return [jobType === "reset" ? "clear" : jobType];
}

/** Whole seconds, as Airbyte writes instants. */
function toInstant(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
