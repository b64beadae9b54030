"use client";

import { useEffect, useRef, useState } from "react";
import { streamCheck, type CheckedLine, type CheckFailure, type CheckRequest } from "./check-stream";

export type CheckProgress = { lines: readonly CheckedLine[] } & (
  | { phase: "idle" }
  | { phase: "checking"; startedAt: number }
  | { phase: "passed"; tookMs: number }
  | { phase: "failed"; failure: CheckFailure; tookMs: number }
);

export type CheckOutcome = { passed: boolean; failure?: CheckFailure };

const idle: CheckProgress = { phase: "idle", lines: [] };

/** A check that someone watches: what it is at, and how long it has taken. It ends when they leave or stop it. */
export function useCheck() {
  const [progress, setProgress] = useState<CheckProgress>(idle);
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  async function run(request: CheckRequest): Promise<CheckOutcome> {
    running.current?.abort();
    const controller = (running.current = new AbortController());
    const startedAt = Date.now();
    setProgress({ phase: "checking", startedAt, lines: [] });
    const onLine = (line: CheckedLine) => {
      if (running.current === controller)
        setProgress((before) => ({ ...before, lines: [...before.lines, line] }));
    };
    const failure = await streamCheck(request, onLine, controller.signal).catch((error: unknown) => {
      if (controller.signal.aborted) return undefined;
      throw error;
    });
    // Stopped, or another one has taken its place.
    if (failure === undefined || running.current !== controller) return { passed: false };
    const tookMs = Date.now() - startedAt;
    setProgress(({ lines }) =>
      failure ? { phase: "failed", failure, tookMs, lines } : { phase: "passed", tookMs, lines },
    );
    return failure ? { passed: false, failure } : { passed: true };
  }

  function stop(): void {
    running.current?.abort();
    setProgress(idle);
  }

  return { progress, run, stop };
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
