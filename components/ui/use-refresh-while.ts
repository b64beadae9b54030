"use client";

import { useRouter } from "next/navigation";
import { useOffline } from "next/offline";
import { useEffect } from "react";

const everyMs = 3_000;

/** Has the server draw the page anew now and then while something on it moves, someone looks, and it can be reached. */
export function useRefreshWhile(isUnderWay: boolean): void {
  const router = useRouter();
  const isOffline = useOffline();
  useEffect(() => {
    if (!isUnderWay || isOffline) return undefined;
    const refresh = () => {
      if (document.visibilityState === "visible") router.refresh();
    };
    const timer = setInterval(refresh, everyMs);
    document.addEventListener("visibilitychange", refresh);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", refresh);
    };
  }, [isUnderWay, isOffline, router]);
}
