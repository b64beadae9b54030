"use client";

import { useSyncExternalStore } from "react";

/** False in the server's HTML and until React has taken it over. */
export function useIsHydrated(): boolean {
  return useSyncExternalStore(
    neverChanges,
    () => true,
    () => false,
  );
}

/** The same at every render, or React would subscribe anew each time. */
function neverChanges() {
  return () => undefined;
}
