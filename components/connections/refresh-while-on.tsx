"use client";

import { useRefreshWhile } from "@/components/ui/use-refresh-while";

/** For a page that the server draws: `isOn` while something on it moves. */
export function RefreshWhileOn({ isOn }: { isOn: boolean }) {
  useRefreshWhile(isOn);
  return null;
}
