"use client";

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { cn } from "@/components/ui/cn";
import { useTimeZone } from "@/components/ui/use-time-zone";
import { Empty, Loading, Skeleton } from "@/components/ui/data-state";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatRows,
  formatShare,
  formatShortCount,
} from "@/components/ui/format";
import { ReadError } from "@/components/ui/read-error";
import { Foldable } from "@/components/ui/section";
import { Table, TD, TH, THead, TR } from "@/components/ui/table";
import { VirtualRows } from "@/components/ui/virtual-rows";
import type { RunListFilter } from "@/lib/runs/list-schema";
import * as text from "@/text/runs";
import { fetchRunStats } from "../api";
import { placeClass } from "./chart-place";
import { drawBuckets, totalsOf, type DrawnBucket } from "./buckets";

const freshMs = 30_000;

export interface RunChartsProps {
  /** The filters, as they stand behind the question mark. */
  address: string;
  period: RunListFilter["period"];
}

/** What the chosen runs came to, by day, or by hour within one day. */
export function RunCharts({ address, period }: RunChartsProps) {
  const timeZone = useTimeZone();
  const asked = new URLSearchParams(address);
  asked.set("timeZone", timeZone);
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ["runs", "stats", asked.toString()],
    queryFn: ({ signal }) => fetchRunStats(asked.toString(), signal),
    refetchInterval: freshMs,
    placeholderData: (before) => before,
  });
  if (error && !data) {
    return (
      <ReadError
        title={text.chartsNotRead}
        error={error}
        busy={isFetching}
        onRetry={() => void refetch()}
        className={cn(placeClass, "content-center py-0")}
      />
    );
  }
  if (!data) {
    return (
      <Loading label={text.loadingCharts}>
        <Skeleton className={placeClass} />
      </Loading>
    );
  }
  if (data.buckets.length === 0)
    return (
      <Empty title={text.noRunToDraw} drawing={null} className={cn(placeClass, "content-center py-0")} />
    );
  const buckets = drawBuckets(data, timeZone);
  const totals = totalsOf(buckets);
  const { unit } = data;
  return (
    <section
      aria-label={(period === undefined ? text.chartsOfAll : text.chartsOfPeriod)[unit]}
      className="grid min-h-46 min-w-0 grid-cols-1 content-start gap-3 max-lg:min-h-84"
    >
      <div className="grid grid-cols-4 gap-x-6 gap-y-4 max-lg:grid-cols-2">
        <Chart
          title={text.succeeded}
          figure={totals.share === null ? "–" : formatShare(totals.share)}
          unit={unit}
        >
          <Bars
            buckets={buckets}
            marks={[
              { key: "succeeded", color: "var(--color-ok-dot)" },
              { key: "failed", color: "var(--color-bad-dot)" },
            ]}
            format={(value) => formatShortCount(value)}
          />
        </Chart>
        <Chart title={text.rows} figure={formatRows(totals.rows)} unit={unit}>
          <Bars buckets={buckets} marks={[{ key: "rows", color: accent }]} format={formatShortCount} />
        </Chart>
        <Chart title={text.bytes} figure={formatBytes(totals.bytes)} unit={unit}>
          <Bars buckets={buckets} marks={[{ key: "bytes", color: accent }]} format={formatBytes} />
        </Chart>
        <Chart
          title={text.meanDuration}
          figure={totals.meanDurationMs === null ? "–" : formatDuration(totals.meanDurationMs)}
          unit={unit}
        >
          <Bars buckets={buckets} marks={[{ key: "durationMs", color: accent }]} format={formatDuration} />
        </Chart>
      </div>
      <Foldable title={text.asTable} note={text.barsOf[unit](buckets.length)}>
        <BucketTable buckets={buckets} unit={unit} />
      </Foldable>
    </section>
  );
}

const accent = "var(--color-running-dot)";

interface ChartProps {
  title: string;
  /** Of the whole time. */
  figure: string;
  unit: "hour" | "day";
  children: ReactNode;
}

function Chart({ title, figure, unit, children }: ChartProps) {
  return (
    <figure className="min-w-0" aria-label={text.chart[unit](title, figure)}>
      <figcaption className="flex items-baseline justify-between gap-2 text-xs text-ink-muted">
        {title}
        <span className="truncate text-sm font-medium text-ink tabular-nums">{figure}</span>
      </figcaption>
      <div className="mt-1.5 h-28">{children}</div>
    </figure>
  );
}

type Measure = "succeeded" | "failed" | "rows" | "bytes" | "durationMs";

interface BarsProps {
  buckets: DrawnBucket[];
  marks: { key: Measure; color: string }[];
  format: (value: number) => string;
}

function Bars({ buckets, marks, format }: BarsProps) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={buckets} margin={{ top: 4, right: 0, bottom: 0, left: 0 }} barCategoryGap="15%">
        <XAxis
          dataKey="label"
          tickLine={false}
          axisLine={{ stroke: "var(--color-line)" }}
          tick={tick}
          minTickGap={24}
          height={18}
        />
        <YAxis
          tickLine={false}
          axisLine={false}
          tick={tick}
          tickFormatter={format}
          tickCount={3}
          width={52}
          allowDecimals={false}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: "var(--color-ink)", fillOpacity: 0.05 }}
          formatter={(value, name) => [format(Number(value)), measureWords[name as Measure]]}
          contentStyle={{
            background: "var(--color-raised)",
            border: "1px solid var(--color-line)",
            borderRadius: 6,
            color: "var(--color-ink)",
            fontSize: 12,
            padding: "6px 10px",
          }}
          itemStyle={{ color: "var(--color-ink-muted)", padding: 0 }}
        />
        {marks.map(({ key, color }) => (
          <Bar key={key} dataKey={key} stackId="all" fill={color} isAnimationActive={false} maxBarSize={18} />
        ))}
      </BarChart>
    </ResponsiveContainer>
  );
}

const tick = { fill: "var(--color-ink-faint)", fontSize: 11 };

const measureWords: Record<Measure, string> = {
  succeeded: text.succeeded,
  failed: text.failed,
  rows: text.rows,
  bytes: text.bytes,
  durationMs: text.meanDuration,
};

function BucketTable({ buckets, unit }: { buckets: DrawnBucket[]; unit: "hour" | "day" }) {
  return (
    <Table label={text.runsBy[unit]} framed frameClassName="max-h-80 overflow-auto">
      <THead>
        <TR>
          <TH>{text.timeColumn[unit]}</TH>
          <TH align="right">{text.runs}</TH>
          <TH align="right">{text.succeeded}</TH>
          <TH align="right">{text.failed}</TH>
          <TH align="right">{text.rows}</TH>
          <TH align="right">{text.bytes}</TH>
          <TH align="right">{text.meanDuration}</TH>
        </TR>
      </THead>
      <VirtualRows
        rows={[...buckets].reverse()}
        rowKey={({ at }) => at}
        renderRow={(bucket) => (
          <TR>
            <TD>
              <time dateTime={bucket.at}>{bucket.name}</time>
            </TD>
            <TD align="right">{formatCount(bucket.runs)}</TD>
            <TD align="right">{formatCount(bucket.succeeded)}</TD>
            <TD align="right">{formatCount(bucket.failed)}</TD>
            <TD align="right">{formatCount(bucket.rows)}</TD>
            <TD align="right">{formatBytes(bucket.bytes)}</TD>
            <TD align="right">{bucket.durationMs === null ? "–" : formatDuration(bucket.durationMs)}</TD>
          </TR>
        )}
      />
    </Table>
  );
}
