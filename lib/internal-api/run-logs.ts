import { z } from "zod";
import { internalRoute } from "@/lib/api/route";
import { logFormats, logLineText, type LogFormat } from "@/lib/runs/log-text";
import { logLevels } from "@/lib/runs/log-levels";
import { logViewSchema } from "@/lib/runs/log-view";
import { findLogLine, openLog, placeLogLine, readLogWindow } from "@/lib/runs/logs";
import type { RunLogLine } from "@/lib/runs/schema";
import { toWire } from "./json";

const params = z.object({ runId: z.uuid() });
const place = z.coerce.number().int().min(0);

/** Lines by their places in a view; `limit=0` only counts them. */
export const readLogWindowRoute = internalRoute({
  summary: "A window of a run's log",
  params,
  query: logViewSchema.extend({ from: place.default(0), limit: place.max(500).default(200) }),
  run: async (scope, { params: { runId }, query: { from, limit, ...view } }) =>
    toWire(await readLogWindow(scope, runId, { view, from, limit })),
});

/** Either the match-th line with `text` or of `atLevel`, or the line `line`: at which place of the view it stands. */
export const findLogLineRoute = internalRoute({
  summary: "A line of a run's log by its text, level or id",
  params,
  query: logViewSchema.extend({
    text: z.string().min(1).max(200).optional(),
    atLevel: z.enum(logLevels).optional(),
    match: z.coerce.number().int().default(0),
  }),
  run: async (scope, { params: { runId }, query: { text, atLevel, match, ...view } }) => {
    const wanted = { ...(text ? { search: text } : {}), ...(atLevel ? { level: atLevel } : {}) };
    return toWire(await findLogLine(scope, runId, { view, wanted, match }));
  },
});

export const placeLogLineRoute = internalRoute({
  summary: "The place of a line in a run's log",
  params,
  query: logViewSchema.extend({
    line: z.coerce
      .bigint()
      .min(0n)
      .max(2n ** 63n - 1n),
  }),
  run: async (scope, { params: { runId }, query: { line, ...view } }) =>
    toWire(await placeLogLine(scope, runId, { view, line })),
});

/** The whole log as a file, sent as it is read. */
export const downloadLogRoute = internalRoute({
  summary: "A run's log as a file",
  params,
  query: z.object({ format: z.enum(logFormats).default("text") }),
  run: async (scope, { params: { runId }, query: { format } }) => {
    const { runNumber, portions } = await openLog(scope, runId);
    const [type, ending] = format === "text" ? ["text/plain", "log"] : ["application/x-ndjson", "ndjson"];
    return new Response(streamOf(portions, format), {
      headers: {
        "content-type": `${type}; charset=utf-8`,
        "content-disposition": `attachment; filename="run-${runNumber}.${ending}"`,
      },
    });
  },
});

function streamOf(portions: AsyncGenerator<RunLogLine[]>, format: LogFormat): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const next = await portions.next();
      if (next.done) return controller.close();
      controller.enqueue(encoder.encode(next.value.map((line) => logLineText(line, format)).join("")));
    },
    async cancel() {
      await portions.return(undefined);
    },
  });
}
