"use server";

import { z } from "zod";
import { action } from "@/lib/action";
import { decideHeld } from "./hold";
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

export const decideHeldAction = action({
  name: "decideHeld",
  schema: z.object({ runId: z.uuid(), accept: z.boolean() }),
  role: "editor",
  run: async (scope, { runId, accept }) => {
    await decideHeld(scope, runId, accept);
  },
});
