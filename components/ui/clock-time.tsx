"use client";

import { useSyncExternalStore } from "react";
import { formatClock, formatInstant, type Instant } from "./format";
import { Tooltip } from "./tooltip";

/** "14:03:22" in the browser's zone (UTC until it is known); hover gives the exact instant. */
export function ClockTime({ at, className }: { at: Instant; className?: string }) {
  const timeZone = useTimeZone();
  const exact = formatInstant(at);
  return (
    <Tooltip content={<span className="font-mono tabular-nums">{exact}</span>}>
      <time dateTime={exact} className={className}>
        {formatClock(at, timeZone)}
      </time>
    </Tooltip>
  );
}

/** The browser's zone; "UTC" on the server and for the first render, so that both draw the same. */
export function useTimeZone(): string {
  return useSyncExternalStore(neverChanges, browserZone, () => "UTC");
}

function neverChanges() {
  return () => undefined;
}

function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
