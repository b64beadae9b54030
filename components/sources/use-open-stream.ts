"use client";

import { useSearchParams } from "next/navigation";
import type { LiveSummary } from "./api";
import { summaryKey } from "./search-streams";

/** The stream that `?stream=` names, so that Back closes it and a link opens it; and a way to open another. */
export function useOpenStream(
  streams: readonly LiveSummary[],
): [LiveSummary | undefined, (stream: LiveSummary | null) => void] {
  const params = useSearchParams();
  const key = params.get("stream");
  const open = key === null ? undefined : streams.find((stream) => summaryKey(stream) === key);

  function setOpen(stream: LiveSummary | null) {
    const next = new URLSearchParams(params);
    if (stream) next.set("stream", summaryKey(stream));
    else next.delete("stream");
    // Nothing of the page behind changes: the router need not be asked.
    const address = next.size > 0 ? `${location.pathname}?${next}` : location.pathname;
    if (stream) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  }

  return [open, setOpen];
}
