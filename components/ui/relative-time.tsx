"use client";

import { formatInstant, type Instant } from "./format";
import { LiveRelative } from "./live-relative";
import { Tooltip } from "./tooltip";

/** "5 min ago"; hover gives the exact instant. */
export function RelativeTime({ at, className }: { at: Instant; className?: string }) {
  return (
    <Tooltip content={<span className="font-mono tabular-nums">{formatInstant(at)}</span>}>
      <LiveRelative at={at} className={className} />
    </Tooltip>
  );
}
