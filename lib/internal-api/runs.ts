import { z } from "zod";
import { internalRoute } from "@/lib/api/route";
import { listRunPage, readRunStats } from "@/lib/runs/list";
import { runCursorSchema, runListFilterSchema } from "@/lib/runs/list-schema";
import { getRun, listRuns } from "@/lib/runs/queries";
import { getTimeline } from "@/lib/runs/slices";
import { toWire } from "./json";

const params = z.object({ runId: z.uuid() });

/** A run with its streams, live: polled while it goes on. */
export const getRunRoute = internalRoute({
  summary: "A run as it stands now",
  params,
  run: async (scope, input) => toWire(await getRun(scope, input.params.runId)),
});

/** Its slices, for drawing. */
export const getTimelineRoute = internalRoute({
  summary: "The slices of a run on its time",
  params,
  run: async (scope, input) => toWire(await getTimeline(scope, input.params.runId)),
});

export const listRunPageRoute = internalRoute({
  summary: "Runs of the workspace, a page from a cursor on",
  query: runListFilterSchema.extend(runCursorSchema.shape),
  run: async (scope, { query: { before, after, ...filter } }) =>
    toWire(await listRunPage(scope, filter, { before, after })),
});

export const readRunStatsRoute = internalRoute({
  summary: "Runs of the workspace, summed by hour or day",
  query: runListFilterSchema.extend({ timeZone: z.string().refine(isTimeZone).default("UTC") }),
  run: async (scope, { query: { timeZone, ...filter } }) =>
    toWire(await readRunStats(scope, filter, timeZone)),
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

function isTimeZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
