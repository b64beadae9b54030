import { z } from "zod";
import { internalRoute } from "@/lib/api/route";
import { getRun, listRunLogs, listRuns } from "@/lib/runs/queries";
import { toWire } from "./json";

const params = z.object({ runId: z.uuid() });

/** A run with its streams, live: polled while it goes on. */
export const getRunRoute = internalRoute({
  summary: "A run as it stands now",
  params,
  run: async (scope, input) => toWire(await getRun(scope, input.params.runId)),
});

/** The lines after `after`, at most 1,000. */
export const listRunLogsRoute = internalRoute({
  summary: "Lines of a run's log",
  params,
  query: z.object({
    after: z.coerce.bigint().optional(),
    level: z.string().optional(),
    stream: z.string().optional(),
    search: z.string().max(200).optional(),
  }),
  run: async (scope, { params: { runId }, query: { after, level, stream, search } }) =>
    toWire(
      await listRunLogs(scope, runId, {
        limit: 1_000,
        ...(after === undefined ? {} : { after }),
        ...(level ? { level: level.split(",") } : {}),
        ...(stream ? { stream } : {}),
        ...(search ? { search } : {}),
      }),
    ),
});

/** The newest runs of a connection. */
export const listRunsRoute = internalRoute({
  summary: "Runs of a connection",
  params: z.object({ connectionId: z.uuid() }),
  query: z.object({
    limit: z.coerce.number().int().min(1).max(100).default(30),
    offset: z.coerce.number().int().min(0).default(0),
  }),
  run: async (scope, { params: { connectionId }, query }) =>
    toWire(await listRuns(scope, { connectionId, ...query })),
});
