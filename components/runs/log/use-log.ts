"use client";

import { keepPreviousData, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { LogView } from "@/lib/runs/log-view";
import { fetchLogWindow, findLogLine, type LiveLogLine } from "../api";

const pageLines = 200;
const liveMs = 1_000;
/** Pages that were scrolled past are soon let go of: a log may have thousands. */
const keepPagesMs = 30_000;

export interface LogOf {
  runId: string;
  view: LogView;
  live: boolean;
}

/** How many lines the view has; while the run goes on, as of a moment ago. */
export function useLogTotal({ runId, view, live }: LogOf) {
  const client = useQueryClient();
  const wasLive = useRef(live);
  useEffect(() => {
    // The last lines come just after the run has ended, and lines get their final places then.
    if (wasLive.current && !live) void client.invalidateQueries({ queryKey: ["log", runId] });
    wasLive.current = live;
  }, [live, client, runId]);
  return useQuery({
    queryKey: ["log", runId, "total", view],
    queryFn: ({ signal }) => fetchLogWindow(runId, view, { from: 0, limit: 0 }, signal),
    refetchInterval: live ? liveMs : false,
    placeholderData: keepPreviousData,
  });
}

/** The lines from place `first` to `last`; undefined for those that are on their way. */
export function useLogLines({ runId, view }: LogOf, total: number, [first, last]: [number, number]) {
  const client = useQueryClient();
  const from = Math.floor(first / pageLines);
  const count = total === 0 ? 0 : Math.floor(last / pageLines) - from + 1;
  const pages = Array.from({ length: count }, (_, place) => from + place);
  const keyOf = (page: number) => ["log", runId, "page", view, page];
  const results = useQueries({
    queries: pages.map((page) => ({
      queryKey: keyOf(page),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        fetchLogWindow(runId, view, { from: page * pageLines, limit: pageLines }, signal),
      staleTime: Infinity,
      gcTime: keepPagesMs,
    })),
  });
  const short = pages.filter((page, place) => {
    const lines = results[place]?.data?.lines.length;
    return lines !== undefined && lines < Math.min(pageLines, total - page * pageLines);
  });
  const grown = short.map((page) => `${page}:${total}`).join();
  const refetch = useRef<() => void>(() => undefined);
  useEffect(() => {
    refetch.current = () => {
      for (const page of short) void client.invalidateQueries({ queryKey: keyOf(page) });
    };
  });
  useEffect(() => {
    if (grown !== "") refetch.current();
  }, [grown]);
  const lineAt = (place: number): LiveLogLine | undefined =>
    results[Math.floor(place / pageLines) - from]?.data?.lines[place % pageLines];
  const failed = results.find((result) => result.error !== null);
  return { lineAt, error: failed?.error ?? null, retry: () => void failed?.refetch() };
}

/** The match-th line of the view that has the text; nothing is asked for none. */
export function useLogMatch({ runId, view }: LogOf, text: string, match: number) {
  return useQuery({
    queryKey: ["log", runId, "match", view, text, match],
    queryFn: ({ signal }) => findLogLine(runId, view, { text, match }, signal),
    enabled: text !== "",
    placeholderData: keepPreviousData,
  });
}

/** The first error of the run, whatever the view leaves out, and how many there are. */
export function useFirstError({ runId, view, live }: LogOf) {
  return useQuery({
    queryKey: ["log", runId, "error", view],
    queryFn: ({ signal }) => findLogLine(runId, view, { atLevel: "error", match: 0 }, signal),
    refetchInterval: live ? liveMs * 5 : false,
    placeholderData: keepPreviousData,
  });
}
