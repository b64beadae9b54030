"use client";

import { Pause, Play } from "lucide-react";
import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toaster";
import { call } from "@/lib/action/call";
import { updateConnectionAction } from "@/lib/connections/actions";
import * as text from "@/text/connections";
import { saveOwn } from "./own-changes";

export interface PauseControlProps {
  connectionId: string;
  status: "active" | "inactive";
}

/** Pauses a connection or has it go on; shown at once, and taken back where it is refused. */
export function PauseControl({ connectionId, status }: PauseControlProps) {
  const router = useRouter();
  const isActive = status === "active";

  async function turn() {
    const next = isActive ? "inactive" : "active";
    const result = await saveOwn(connectionId, { status: next }, () =>
      call(updateConnectionAction)({ id: connectionId, changes: { status: next } }),
    );
    if (result.ok) return;
    toast.error(result.error.message);
    router.refresh();
  }

  return (
    <Button
      onClick={() => void turn()}
      icon={isActive ? <Pause strokeWidth={1.75} aria-hidden /> : <Play strokeWidth={1.75} aria-hidden />}
    >
      {isActive ? text.pause : text.resume}
    </Button>
  );
}
