import { streamLabel, type Field, type Stream } from "@/connectors/sdk";
import { settle, type FailedCheck } from "@/lib/connectors/check";
import { NotFoundError } from "@/lib/errors";
import { streamKey, type StreamName } from "@/lib/sync/stream-key";
import type { Scope } from "@/lib/workspaces/scope";
import { discoverSource, findCatalog } from "./discovery";

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
