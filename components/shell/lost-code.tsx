"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/data-state";
import * as text from "@/text/problems";

/** Whether code of the page did not come: the network was gone, or another version of the console has taken its place. */
export function isLostCode(error: Error): boolean {
  return error.name === "ChunkLoadError";
}

/**
 * In the place of a page whose code did not come. What was refused once is not asked for again by the same document, so
 * that it is loaded anew as soon as the console answers; by itself once a minute at most, should that not help.
 */
export function LostCode() {
  const { isSuccess } = useQuery({
    queryKey: ["document"],
    queryFn: async () => (await fetch(window.location.href, { method: "HEAD", cache: "no-store" })).ok,
    retry: true,
    retryDelay: 1_000,
    gcTime: 0,
  });
  useEffect(() => {
    if (isSuccess && isFirstOfMinute(Date.now())) window.location.reload();
  }, [isSuccess]);
  return (
    <ErrorState
      title={text.codeLost}
      message={text.codeLostWhy}
      retry={
        <Button size="sm" onClick={() => window.location.reload()}>
          {text.loadAgain}
        </Button>
      }
    />
  );
}

const lastReload = "sluice-last-reload";

function isFirstOfMinute(nowMs: number): boolean {
  if (nowMs - Number(sessionStorage.getItem(lastReload)) < 60_000) return false;
  sessionStorage.setItem(lastReload, String(nowMs));
  return true;
}
