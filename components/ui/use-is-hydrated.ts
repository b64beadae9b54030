"use client";

import { useSyncExternalStore } from "react";

/** False in the server's HTML and until React has taken it over. */
export function useIsHydrated(): boolean {
  return useSyncExternalStore(
    () => () => undefined,
    () => true,
    () => false,
  );
}
