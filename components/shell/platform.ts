"use client";

import { useSyncExternalStore } from "react";

/** "⌘" on Apple machines, "Ctrl" elsewhere and on the server. */
export function useCommandKey(): string {
  return useSyncExternalStore(neverChanges, commandKey, () => "Ctrl");
}

function neverChanges() {
  return () => undefined;
}

function commandKey(): string {
  return /mac|iphone|ipad/i.test(navigator.userAgent) ? "⌘" : "Ctrl";
}
