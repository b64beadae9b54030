import { z } from "zod";
import { internalRoute } from "@/lib/api/route";
import { listQuarantined, summarizeQuarantined } from "@/lib/quarantine/service";
import { toWire } from "./json";

const params = z.object({ connectionId: z.uuid() });

/** What waits, by stream and reason: asked of the destination. */
export const summarizeQuarantinedRoute = internalRoute({
  summary: "What waits in a connection's quarantine",
  params,
  run: async (scope, input) => toWire(await summarizeQuarantined(scope, input.params.connectionId)),
});

/** Fifty rows of a stream, the oldest first. */
export const listQuarantinedRoute = internalRoute({
  summary: "Rows of a connection's quarantine",
  params,
  query: z.object({
    namespace: z.string().optional(),
    name: z.string(),
    after: z.string().max(200).optional(),
  }),
  run: async (scope, { params: { connectionId }, query: { namespace, name, after } }) =>
    toWire(
      await listQuarantined(scope, connectionId, {
        stream: namespace ? { namespace, name } : { name },
        limit: 50,
        ...(after === undefined ? {} : { after }),
      }),
    ),
});
