"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { PollError } from "@/components/runs/api";
import { useRuns } from "@/components/runs/use-run";

export interface RunWatchProps {
  connectionId: string;
  /** The newest run as the server drew it; null where there was none. */
  drawnRun: { id: string; status: string } | null;
}

/** Has the server draw the page anew when a run begins or ends, and when the connection or one's session is gone. */
export function RunWatch({ connectionId, drawnRun }: RunWatchProps) {
  const router = useRouter();
  const { data, error } = useRuns(connectionId);
  // A run that is quick may have ended between the server's drawing and the first look from here.
  const newest = data && tell(data.items[0]);
  const drawn = tell(drawnRun);
  useEffect(() => {
    if (newest !== undefined && newest !== drawn) router.refresh();
  }, [newest, drawn, router]);
  const isGone = error instanceof PollError && error.isFinal;
  useEffect(() => {
    if (isGone) router.refresh();
  }, [isGone, router]);
  return null;
}

/** A deleted connection has no runs any more. */
function tell(run: RunWatchProps["drawnRun"] | undefined): string {
  return run ? `${run.id} ${run.status}` : "none";
}
