"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "@/components/ui/toaster";
import type { ActionResult } from "@/lib/action";
import { once } from "@/lib/action/once";
import { cancelRunAction, requestSyncAction } from "@/lib/runs/actions";

/** Asks for a sync, or cancels what goes on; each answers whether it was accepted, and a refusal is told. */
export function useRequestRun(connectionId: string) {
  const client = useQueryClient();
  const router = useRouter();
  const [busy, setBusy] = useState(false);

  async function perform(action: () => Promise<ActionResult<unknown>>) {
    setBusy(true);
    const result = await action();
    if (!result.ok) toast.error(result.error.message);
    await client.invalidateQueries({ queryKey: ["runs", connectionId] });
    router.refresh();
    setBusy(false);
    return result.ok;
  }

  return {
    busy,
    sync: () => perform(() => once(requestSyncAction)({ connectionId })),
    cancel: async (runId: string) => {
      const isAccepted = await perform(() => cancelRunAction({ runId }));
      await client.invalidateQueries({ queryKey: ["run", runId] });
      return isAccepted;
    },
  };
}
