"use client";

import { useSyncExternalStore } from "react";
import { neverChanges } from "@/components/ui/never-changes";
import * as text from "@/text/shell";

/** "⌘" on Apple machines, "Ctrl" elsewhere and on the server. */
export function useCommandKey(): string {
  return useSyncExternalStore(neverChanges, commandKey, () => text.controlKey);
}

function commandKey(): string {
  return /mac|iphone|ipad/i.test(navigator.userAgent) ? "⌘" : text.controlKey;
}
