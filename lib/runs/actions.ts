"use server";

import { z } from "zod";
import { action } from "@/lib/action";
import { cancelRun, requestSync } from "./request";

export const requestSyncAction = action({
  name: "requestSync",
  schema: z.object({ connectionId: z.uuid() }),
  role: "editor",
  run: async (scope, { connectionId }) => {
    const { id, number } = await requestSync(scope, { connectionId, trigger: "manual" });
    return { id, number };
  },
});

export const cancelRunAction = action({
  name: "cancelRun",
  schema: z.object({ runId: z.uuid() }),
  role: "editor",
  run: async (scope, { runId }) => {
    await cancelRun(scope, runId);
  },
});
