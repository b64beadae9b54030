"use server";

import { z } from "zod";
import { action } from "@/lib/action";
import { decideHeld } from "./hold";
import { cancelRun, requestSync } from "./request";

export const requestSyncAction = action({
  name: "requestSync",
  schema: z.object({
    connectionId: z.uuid(),
    /** Default: a sync. What a look at a red run may lead to. */
    kind: z.enum(["sync", "verify", "repair"]).optional(),
    /** Of all but a sync; absent: all of the connection's. */
    streams: z.object({ namespace: z.string().optional(), name: z.string() }).array().min(1).optional(),
  }),
  role: "editor",
  run: async (scope, { connectionId, kind, streams }) => {
    const { id, number } = await requestSync(scope, {
      connectionId,
      trigger: "manual",
      ...(kind ? { kind } : {}),
      ...(streams
        ? { streams: streams.map(({ namespace, name }) => (namespace ? { namespace, name } : { name })) }
        : {}),
    });
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
