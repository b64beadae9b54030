"use client";

import { useSyncExternalStore } from "react";
import { neverChanges } from "./never-changes";

/** The browser's zone; "UTC" on the server and for the first render, so that both draw the same. */
export function useTimeZone(): string {
  return useSyncExternalStore(neverChanges, browserZone, () => "UTC");
}

function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
