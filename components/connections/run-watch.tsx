"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useRuns } from "@/components/runs/use-run";

export interface RunWatchProps {
  connectionId: string;
  /** The newest run as the server drew it; null where there was none. */
  drawnRun: { id: string; status: string } | null;
}

/** Has the server draw the page anew when a run begins or ends. */
export function RunWatch({ connectionId, drawnRun }: RunWatchProps) {
  const router = useRouter();
  const { data } = useRuns(connectionId);
  const [last] = data?.items ?? [];
  // A run that is quick may have ended between the server's drawing and the first look from here.
  const newest = last && `${last.id} ${last.status}`;
  const drawn = drawnRun ? `${drawnRun.id} ${drawnRun.status}` : "";
  useEffect(() => {
    if (newest !== undefined && newest !== drawn) router.refresh();
  }, [newest, drawn, router]);
  return null;
}
