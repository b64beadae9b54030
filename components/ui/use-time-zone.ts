"use client";

import { useSyncExternalStore } from "react";

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
