"use server";

import { z } from "zod";
import { action } from "@/lib/action";
import { decideHeld } from "./hold";
import { cancelRun, requestSync } from "./request";
import { requestSample } from "./sample";
import { sampleSchema } from "./sample-schema";

const streams = z
  .array(z.object({ namespace: z.string().optional(), name: z.string().min(1) }))
  .min(1)
  .optional();

export const requestSyncAction = action({
  name: "requestSync",
  schema: z.object({ connectionId: z.uuid() }),
  role: "editor",
  run: async (scope, { connectionId }) => {
    const { id, number } = await requestSync(scope, { connectionId, trigger: "manual" });
    return { id, number };
  },
});

/** A run that is no sync, of all streams or of those that are named. */
export const requestRunAction = action({
  name: "requestRun",
  schema: z.object({
    connectionId: z.uuid(),
    kind: z.enum(["refresh", "clear", "replay", "verify", "repair"]),
    streams,
  }),
  role: "editor",
  run: async (scope, { connectionId, kind, streams: chosen }) => {
    const wanted = { connectionId, kind, trigger: "manual" as const };
    const { id, number } = await requestSync(scope, { ...wanted, ...(chosen ? { streams: chosen } : {}) });
    return { id, number };
  },
});

export const requestSampleAction = action({
  name: "requestSample",
  schema: z.object({ connectionId: z.uuid(), sample: sampleSchema, streams }),
  role: "editor",
  run: async (scope, { connectionId, sample, streams: chosen }) => {
    const wanted = { connectionId, sample, trigger: "manual" as const };
    const { id, number } = await requestSample(scope, { ...wanted, ...(chosen ? { streams: chosen } : {}) });
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
