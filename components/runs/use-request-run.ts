"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "@/components/ui/toaster";
import type { ActionResult } from "@/lib/action";
import { call, once, type Manner } from "@/lib/action/call";
import { cancelRunAction, requestSyncAction } from "@/lib/runs/actions";

/** Asks for a sync, or cancels what goes on; each answers whether it was accepted, and a refusal is told. */
export function useRequestRun(connectionId: string) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);

  async function perform(action: () => Promise<ActionResult<unknown>>) {
    setBusy(true);
    const result = await action();
    setBusy(false);
    if (result.ok) return true;
    toast.error(result.error.message);
    router.refresh();
    return false;
  }

  return {
    busy,
    sync: (manner?: Manner) => perform(() => once(requestSyncAction, manner)({ connectionId })),
    cancel: (runId: string) => perform(() => call(cancelRunAction)({ runId })),
  };
}
