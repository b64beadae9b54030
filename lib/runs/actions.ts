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
  schema: z.object({
    connectionId: z.uuid(),
    /** Default: a sync. What a look at a red run may lead to. */
    kind: z.enum(["sync", "verify", "repair"]).optional(),
    /** Of all but a sync; absent: all of the connection's. */
    streams: z.object({ namespace: z.string().optional(), name: z.string() }).array().min(1).optional(),
  }),
  role: "editor",
  changes: ["runs"],
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

/** A run that is no sync, of all streams or of those that are named. */
export const requestRunAction = action({
  name: "requestRun",
  schema: z.object({
    connectionId: z.uuid(),
    kind: z.enum(["refresh", "clear", "replay", "verify", "repair"]),
    streams,
  }),
  role: "editor",
  changes: ["runs"],
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
  changes: ["runs"],
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
  changes: ["runs"],
  run: async (scope, { runId }) => {
    await cancelRun(scope, runId);
  },
});

export const decideHeldAction = action({
  name: "decideHeld",
  schema: z.object({ runId: z.uuid(), accept: z.boolean() }),
  role: "editor",
  changes: ["runs"],
  run: async (scope, { runId, accept }) => {
    await decideHeld(scope, runId, accept);
  },
});
