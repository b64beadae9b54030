"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { useTimeZone } from "@/components/ui/use-time-zone";
import { cn } from "@/components/ui/cn";
import { Loading, Skeleton } from "@/components/ui/data-state";
import {
  formatBytes,
  formatClock,
  formatCount,
  formatDuration,
  formatList,
  formatRows,
} from "@/components/ui/format";
import { ReadError } from "@/components/ui/read-error";
import { Foldable, Section } from "@/components/ui/section";
import { Table, TD, TH, THead, TR } from "@/components/ui/table";
import { VirtualRows } from "@/components/ui/virtual-rows";
import * as text from "@/text/run-timeline";
import { fetchTimeline, type LiveTimeline } from "./api";

type Feed = LiveTimeline["feeds"][number];
type Span = Feed["spans"][number];

const liveMs = 3_000;
const shownFirst = 12;

/** The slices of a run on its time, a line for each feed. */
export function RunTimeline({ runId, live }: { runId: string; live: boolean }) {
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ["runs", "one", runId, "timeline", live],
    queryFn: ({ signal }) => fetchTimeline(runId, signal),
    refetchInterval: live ? liveMs : false,
    placeholderData: (before) => before,
  });
  if (error && !data) {
    return (
      <Section title={text.slices}>
        <ReadError title={text.notRead} error={error} busy={isFetching} onRetry={() => void refetch()} />
      </Section>
    );
  }
  if (!data) return <LoadingLanes />;
  if (data.totalSlices === 0)
    return (
      <Section title={text.slices}>
        <p className="text-sm text-ink-muted">{live ? text.noSliceYet : text.noSlice}</p>
      </Section>
    );
  const undrawn = data.totalFeeds - data.feeds.length;
  return (
    <Section title={text.slices} description={text.about(data.totalSlices, data.feeds.length)}>
      <Lanes feeds={data.feeds} />
      {undrawn > 0 && <p className="text-xs text-ink-faint">{text.notDrawn(undrawn)}</p>}
      <Foldable title={text.asTable}>
        <SpanTable feeds={data.feeds} />
      </Foldable>
    </Section>
  );
}

function LoadingLanes() {
  return (
    <Section title={text.slices}>
      <Loading label={text.loading}>
        <div className="grid gap-1.5">
          <Skeleton className="h-5" />
          <Skeleton className="h-5" />
        </div>
      </Loading>
    </Section>
  );
}

function Lanes({ feeds }: { feeds: Feed[] }) {
  const [all, setAll] = useState(false);
  const timeZone = useTimeZone();
  const spans = feeds.flatMap((feed) => feed.spans);
  const start = Math.min(...spans.map((span) => Date.parse(span.startedAt)));
  const end = Math.max(...spans.map((span) => Date.parse(span.endedAt)));
  const lengthMs = Math.max(1, end - start);
  const shown = all ? feeds : feeds.slice(0, shownFirst);
  return (
    <div className="grid gap-1.5">
      {shown.map((feed) => (
        <div
          key={feed.feedIndex}
          className="grid grid-cols-[10rem_minmax(0,1fr)] items-center gap-3 max-md:grid-cols-1 max-md:gap-0.5"
        >
          <span className="truncate text-xs text-ink-muted" title={formatList(feed.streams)}>
            {nameOf(feed)}
          </span>
          <div className="relative h-5 rounded-sm bg-sunken" role="img" aria-label={summaryOf(feed)}>
            {feed.spans.map((span) => (
              <SpanBar
                key={`${span.startedAt} ${span.outcome}`}
                span={span}
                left={(Date.parse(span.startedAt) - start) / lengthMs}
                width={(Date.parse(span.endedAt) - Date.parse(span.startedAt)) / lengthMs}
              />
            ))}
          </div>
        </div>
      ))}
      <div className="grid grid-cols-[10rem_minmax(0,1fr)] gap-3 text-2xs text-ink-faint tabular-nums max-md:grid-cols-1">
        <span className="max-md:hidden" />
        <span className="flex justify-between">
          <time dateTime={new Date(start).toISOString()}>{formatClock(start, timeZone)}</time>
          <span>{formatDuration(end - start)}</span>
          <time dateTime={new Date(end).toISOString()}>{formatClock(end, timeZone)}</time>
        </span>
      </div>
      {feeds.length > shownFirst && (
        <Button size="sm" variant="ghost" className="w-fit" onClick={() => setAll(!all)}>
          {all ? text.showFewerFeeds : text.showAllFeeds(feeds.length)}
        </Button>
      )}
    </div>
  );
}

/** Told apart by height and pattern too: what failed is taller, what was cancelled is hatched. */
function SpanBar({ span, left, width }: { span: Span; left: number; width: number }) {
  return (
    <span
      title={describeSpan(span)}
      style={{ left: `${left * 100}%`, width: `max(2px, calc(${width * 100}% - 1px))` }}
      className={cn("absolute rounded-[1px]", looks[span.outcome])}
    />
  );
}

const looks: Record<Span["outcome"], string> = {
  moved: "inset-y-1 bg-running-dot",
  complete: "inset-y-1 bg-ok-dot",
  failed: "inset-y-0 z-1 bg-bad-dot",
  cancelled: "inset-y-1 hatched text-paused-dot",
};

function SpanTable({ feeds }: { feeds: Feed[] }) {
  const timeZone = useTimeZone();
  const rows = feeds.flatMap((feed) => feed.spans.map((span) => ({ feed, span })));
  return (
    <Table label={text.slices} framed frameClassName="max-h-96 overflow-auto">
      <THead>
        <TR>
          <TH>{text.feedColumn}</TH>
          <TH>{text.beganColumn}</TH>
          <TH align="right">{text.tookColumn}</TH>
          <TH>{text.outcomeColumn}</TH>
          <TH align="right">{text.slices}</TH>
          <TH align="right">{text.tryColumn}</TH>
          <TH align="right">{text.rowsColumn}</TH>
          <TH align="right">{text.bytesColumn}</TH>
          <TH>{text.reasonColumn}</TH>
        </TR>
      </THead>
      <VirtualRows
        rows={rows}
        rowKey={({ feed, span }) => `${feed.feedIndex} ${span.startedAt} ${span.outcome}`}
        renderRow={({ feed, span }) => (
          <TR>
            <TD>{nameOf(feed)}</TD>
            <TD muted>
              <time dateTime={span.startedAt}>{formatClock(span.startedAt, timeZone)}</time>
            </TD>
            <TD align="right">{formatDuration(tookMs(span))}</TD>
            <TD className={span.outcome === "failed" ? "text-bad" : undefined}>
              {text.outcomes[span.outcome]}
            </TD>
            <TD align="right">{formatCount(span.slices)}</TD>
            <TD align="right">{span.attempt + 1}</TD>
            <TD align="right">{formatCount(BigInt(span.rows))}</TD>
            <TD align="right">{formatBytes(BigInt(span.bytes))}</TD>
            <TD muted className="max-w-100 truncate" title={span.error ?? undefined}>
              {span.error}
            </TD>
          </TR>
        )}
      />
    </Table>
  );
}

function nameOf({ streams, feedIndex }: Feed): string {
  const [first] = streams;
  if (first === undefined) return text.feedName(feedIndex + 1);
  return streams.length === 1 ? first : text.andMore(first, streams.length - 1);
}

function summaryOf(feed: Feed): string {
  const { spans } = feed;
  const rows = spans.reduce((sum, span) => sum + BigInt(span.rows), 0n);
  const failed = spans.filter(({ outcome }) => outcome === "failed");
  const slices = spans.reduce((sum, span) => sum + span.slices, 0);
  const failures = failed.reduce((sum, span) => sum + span.slices, 0);
  const name = nameOf(feed);
  return failures > 0 ? text.laneWithFailed(name, slices, rows, failures) : text.lane(name, slices, rows);
}

function describeSpan(span: Span): string {
  const parts = [
    text.outcomes[span.outcome],
    ...(span.slices > 1 ? [text.slicesOf(span.slices)] : []),
    ...(span.attempt > 0 ? [text.tryOf(span.attempt + 1)] : []),
    formatRows(BigInt(span.rows)),
    formatBytes(BigInt(span.bytes)),
    formatDuration(tookMs(span)),
    ...(span.error === null ? [] : [span.error]),
  ];
  return parts.join(" · ");
}

function tookMs(span: Span): number {
  return Date.parse(span.endedAt) - Date.parse(span.startedAt);
}
