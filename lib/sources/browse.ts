import { z } from "zod";
import { streamLabel, type Field, type Stream } from "@/connectors/sdk";
import { settle, type FailedCheck } from "@/lib/connectors/check";
import { NotFoundError } from "@/lib/errors";
import { streamKey, type StreamName } from "@/lib/sync/stream-key";
import type { Scope } from "@/lib/workspaces/scope";
import { discoverSource, findCatalog } from "./discovery";
import { readFirstRows, wholeOf } from "./sample";

export type { Field, Stream };

/** A stream in a list of thousands: without its fields. */
export interface StreamSummary {
  namespace: string | null;
  name: string;
  fieldCount: number;
  primaryKey: string[];
  supports: Stream["supports"];
  /** By the source's own statistics; null where it has none. */
  estimatedRows: number | null;
}

/** What a source offers, in its own order, and when it was asked. */
export type OfferedStreams =
  { streams: StreamSummary[]; discoveredAt: Date | null } | { failure: FailedCheck };

/** As `discoverSource`; a source that cannot be read is an answer. */
export async function listStreams(
  scope: Scope,
  id: string,
  options: { signal?: AbortSignal } = {},
): Promise<OfferedStreams> {
  const found = await settle(() => discoverSource(scope, id, options));
  if (!found.ok) return { failure: found };
  const known = await findCatalog(scope, id);
  return { streams: found.value.map(summaryOf), discoveredAt: known?.discoveredAt ?? null };
}

export async function getStream(scope: Scope, id: string, name: StreamName): Promise<Stream> {
  const streams = await discoverSource(scope, id);
  const stream = streams.find((candidate) => streamKey(candidate) === streamKey(name));
  if (!stream) throw new NotFoundError("stream", streamLabel(name));
  return stream;
}

export const sampleInput = z.object({
  namespace: z.string().optional(),
  name: z.string().min(1),
  maxRows: z.coerce.number().int().min(1).max(100).default(20),
});

/** Longer texts are cut. */
const maxCharacters = 500;

export type SampledStream = { fields: Field[]; rows: (string | null)[][] } | { failure: FailedCheck };

/** The first rows of a stream, read from the source now. Writes nothing, and no position moves. */
export async function sampleStream(
  scope: Scope,
  id: string,
  { maxRows, ...name }: z.output<typeof sampleInput>,
  options: { signal?: AbortSignal } = {},
): Promise<SampledStream> {
  const stream = await getStream(scope, id, name);
  const read = { stream: wholeOf(stream), shape: null, outputs: [0] };
  const sample = await settle(() =>
    readFirstRows(scope, id, { read, maxRows, maxCharacters, mapperSecrets: {} }, options),
  );
  if (!sample.ok) return { failure: sample };
  return { fields: stream.fields, rows: sample.value.outputs[0]?.rows ?? [] };
}

function summaryOf(stream: Stream): StreamSummary {
  return {
    namespace: stream.namespace ?? null,
    name: stream.name,
    fieldCount: stream.fields.length,
    primaryKey: stream.primaryKey.map((path) => path.join(".")),
    supports: stream.supports,
    estimatedRows: stream.estimate?.rows ?? null,
  };
}
