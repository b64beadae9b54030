"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { fetchRun, fetchRuns, type LiveRun } from "./api";

const liveMs = 500;
const idleMs = 5_000;
/** Samples of the row rate that the sparkline shows. */
const maxSamples = 60;

export function isOn(run: { endedAt: string | null } | undefined): boolean {
  return run !== undefined && run.endedAt === null;
}

/** A run, polled while it goes on. */
export function useRun(runId: string) {
  return useQuery({
    queryKey: ["runs", "one", runId],
    queryFn: ({ signal }) => fetchRun(runId, signal),
    refetchInterval: ({ state }) => (isOn(state.data) || state.data === undefined ? liveMs : false),
  });
}

/** The newest runs of a connection; a run that a schedule starts appears by itself. */
export function useRuns(connectionId: string) {
  return useQuery({
    queryKey: ["runs", connectionId],
    queryFn: ({ signal }) => fetchRuns(connectionId, signal),
    refetchInterval: ({ state }) => (isOn(state.data?.items[0]) ? liveMs * 2 : idleMs),
  });
}

export interface Rate {
  perSecond: number;
  history: number[];
}

/** Rows per second of each stream, from one poll to the next. */
export function useRates(run: LiveRun | undefined): Rate[] {
  const [rates, setRates] = useState<Rate[]>([]);
  const last = useRef<{ at: number; rows: number[] } | null>(null);
  useEffect(() => {
    if (!run) return;
    const now = { at: Date.now(), rows: run.streams.map((stream) => Number(stream.rowsRead)) };
    const before = last.current;
    last.current = now;
    if (!before || now.at === before.at) return;
    const seconds = (now.at - before.at) / 1_000;
    setRates((known) =>
      now.rows.map((rows, index) => {
        const perSecond = Math.max(0, (rows - (before.rows[index] ?? 0)) / seconds);
        return { perSecond, history: [...(known[index]?.history ?? []), perSecond].slice(-maxSamples) };
      }),
    );
  }, [run]);
  return rates;
}
