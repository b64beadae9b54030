"use client";

import { useSyncExternalStore } from "react";
import { neverChanges } from "./never-changes";

/** False in the server's HTML and until React has taken it over. */
export function useIsHydrated(): boolean {
  return useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  );
}
