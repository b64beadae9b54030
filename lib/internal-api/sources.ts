import { z } from "zod";
import { internalRoute } from "@/lib/api/route";
import { getStream, listStreams } from "@/lib/sources/browse";
import { sampleInput, sampleStream } from "@/lib/sources/sample";
import { toWire } from "./json";

const params = z.object({ sourceId: z.uuid() });

/** What the source offers; asked of it where it is not known yet. */
export const listStreamsRoute = internalRoute({
  summary: "Streams of a source",
  params,
  run: async (scope, input, request) =>
    toWire(await listStreams(scope, input.params.sourceId, { signal: request.signal })),
});

/** One of them with its fields. */
export const getStreamRoute = internalRoute({
  summary: "A stream of a source",
  params,
  query: z.object({ namespace: z.string().optional(), name: z.string().min(1) }),
  run: async (scope, { params: { sourceId }, query }) => toWire(await getStream(scope, sourceId, query)),
});

/** Its first rows, read from the source now. */
export const sampleStreamRoute = internalRoute({
  summary: "The first rows of a stream of a source",
  role: "editor",
  params,
  query: sampleInput,
  run: async (scope, { params: { sourceId }, query }, request) =>
    toWire(await sampleStream(scope, sourceId, query, { signal: request.signal })),
});
