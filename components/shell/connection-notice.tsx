"use client";

import { notifyManager, useQueryClient, type Query } from "@tanstack/react-query";
import { CloudOff } from "lucide-react";
import { useOffline } from "next/offline";
import { useCallback, useState, useSyncExternalStore } from "react";
import { formatClock, formatInstant } from "@/components/ui/format";
import { useTimeZone } from "@/components/ui/use-time-zone";
import * as text from "@/text/shell";

/** Says that the console cannot be reached, and since when what is shown stands still; gone once it answers. */
export function ConnectionNotice() {
  const isOffline = useOffline();
  const isUnanswered = useIsUnanswered();
  return (
    <div
      role="status"
      aria-label={text.connectionToConsole}
      className="pointer-events-none fixed inset-x-0 bottom-4 z-40 flex justify-center px-4"
    >
      {(isOffline || isUnanswered) && <Lost />}
    </div>
  );
}

function Lost() {
  const [sinceMs] = useState(() => Date.now());
  const timeZone = useTimeZone();
  return (
    <p className="pointer-events-auto flex items-start gap-2.5 rounded-md bg-raised px-3.5 py-3 text-sm text-ink shadow-float">
      <CloudOff className="mt-0.5 size-4 shrink-0 text-warn" strokeWidth={1.75} aria-hidden />
      <span>
        <span className="font-medium">{text.unreachable}</span>{" "}
        {text.standsStill(
          <time dateTime={formatInstant(sinceMs)} className="tabular-nums">
            {formatClock(sinceMs, timeZone)}
          </time>,
        )}
      </span>
    </p>
  );
}

/** Whether something that the page follows was asked for and nobody answered. */
function useIsUnanswered(): boolean {
  const cache = useQueryClient().getQueryCache();
  return useSyncExternalStore(
    useCallback((onChange) => cache.subscribe(notifyManager.batchCalls(onChange)), [cache]),
    () => cache.getAll().some((query) => query.isActive() && isUnanswered(query.state)),
    () => false,
  );
}

/** `fetch` throws a TypeError where no answer comes; what the console answers is another error. */
function isUnanswered({ fetchStatus, status, error }: Query["state"]): boolean {
  return fetchStatus === "paused" || (status === "error" && error instanceof TypeError);
}
