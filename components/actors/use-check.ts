"use client";

import { useEffect, useRef, useState } from "react";

export interface CheckFailure {
  message: string;
  field: readonly (string | number)[];
  /** Where the whole error stands in the log. */
  errorId?: string;
}

export type CheckProgress =
  | { phase: "idle" }
  | { phase: "checking"; startedAt: number }
  | { phase: "passed"; tookMs: number }
  | { phase: "failed"; failure: CheckFailure; tookMs: number };

/** A check that someone watches: what it is at, and how long it has taken. */
export function useCheck() {
  const [progress, setProgress] = useState<CheckProgress>({ phase: "idle" });
  return {
    progress,
    async run(check: () => Promise<CheckFailure | null>): Promise<CheckFailure | null> {
      const startedAt = Date.now();
      setProgress({ phase: "checking", startedAt });
      const failure = await check();
      const tookMs = Date.now() - startedAt;
      setProgress(failure ? { phase: "failed", failure, tookMs } : { phase: "passed", tookMs });
      return failure;
    },
    reset: () => setProgress({ phase: "idle" }),
  };
}

/** Milliseconds since `startedAt`, ticking. */
export function useElapsed(startedAt: number): number {
  const [elapsed, setElapsed] = useState(0);
  const started = useRef(startedAt);
  useEffect(() => {
    const timer = setInterval(() => setElapsed(Date.now() - started.current), 100);
    return () => clearInterval(timer);
  }, []);
  return elapsed;
}
