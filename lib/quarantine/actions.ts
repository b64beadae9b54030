"use server";

import { z } from "zod";
import { action } from "@/lib/action";
import { discardAllQuarantined, replayQuarantined } from "./service";

const stream = z.object({ namespace: z.string().optional(), name: z.string() });

export const replayQuarantinedAction = action({
  name: "replayQuarantined",
  schema: z.object({ connectionId: z.uuid(), stream: stream.optional() }),
  role: "editor",
  changes: ["runs"],
  run: async (scope, { connectionId, stream }) => {
    const { id, number } = await replayQuarantined(scope, {
      connectionId,
      trigger: "manual",
      ...(stream ? { streams: [stream] } : {}),
    });
    return { id, number };
  },
});

export const discardQuarantinedAction = action({
  name: "discardQuarantined",
  schema: z.object({
    connectionId: z.uuid(),
    stream: stream.optional(),
    /** How many the person has seen. */
    expected: z.int().min(1),
  }),
  role: "editor",
  changes: ["quarantine"],
  run: (scope, { connectionId, stream, expected }) =>
    discardAllQuarantined(scope, { connectionId, expected, ...(stream ? { stream } : {}) }),
});
