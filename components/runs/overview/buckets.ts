import { locale } from "@/text/locale";
import type { LiveRunStats } from "../api";

/** An hour or day of runs as a chart takes it. */
export interface DrawnBucket {
  at: string;
  /** On the axis: "14:00", "30 Nov". */
  label: string;
  /** In the table: "30 Nov 2026, 14:00". */
  name: string;
  runs: number;
  succeeded: number;
  failed: number;
  rows: number;
  bytes: number;
  durationMs: number | null;
}

export function drawBuckets({ unit, buckets }: LiveRunStats, timeZone: string): DrawnBucket[] {
  const time = new Intl.DateTimeFormat(locale, {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone,
  });
  const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone });
  const date = { day: "numeric", month: "short", year: "numeric", timeZone } as const;
  const name = new Intl.DateTimeFormat(
    locale,
    unit === "hour" ? { ...date, hour: "2-digit", minute: "2-digit", hourCycle: "h23" } : date,
  );
  return buckets.map(({ at, rows, bytes, meanDurationMs, ...counts }) => {
    const instant = new Date(at);
    return {
      ...counts,
      at,
      label: unit === "hour" ? time.format(instant) : day.format(instant),
      name: name.format(instant),
      rows: Number(rows),
      bytes: Number(bytes),
      durationMs: meanDurationMs,
    };
  });
}

export interface BucketTotals {
  rows: number;
  bytes: number;
  /** Of the runs that succeeded or failed; null: there are none. */
  share: number | null;
  meanDurationMs: number | null;
}

/** A bucket's mean counts by its runs. */
export function totalsOf(buckets: DrawnBucket[]): BucketTotals {
  const sum = (pick: (bucket: DrawnBucket) => number) =>
    buckets.reduce((total, bucket) => total + pick(bucket), 0);
  const succeeded = sum((bucket) => bucket.succeeded);
  const decided = succeeded + sum((bucket) => bucket.failed);
  const timed = sum((bucket) => (bucket.durationMs === null ? 0 : bucket.runs));
  return {
    rows: sum((bucket) => bucket.rows),
    bytes: sum((bucket) => bucket.bytes),
    share: decided === 0 ? null : succeeded / decided,
    meanDurationMs: timed === 0 ? null : sum(({ durationMs, runs }) => (durationMs ?? 0) * runs) / timed,
  };
}
