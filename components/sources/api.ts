import { getJson } from "@/components/runs/api";
import type { Wire } from "@/lib/internal-api/json";
import type { OfferedStreams, Stream, StreamSummary } from "@/lib/sources/browse";
import type { SampledStream } from "@/lib/sources/sample";

export type LiveStreams = Wire<OfferedStreams>;
export type LiveSummary = Wire<StreamSummary>;
export type LiveSample = Wire<SampledStream>;

interface Named {
  namespace?: string | null;
  name: string;
}

export function fetchStreams(sourceId: string, signal: AbortSignal): Promise<LiveStreams> {
  return getJson(`/api/internal/sources/${sourceId}/streams`, signal);
}

export function fetchStream(sourceId: string, stream: Named, signal: AbortSignal): Promise<Stream> {
  return getJson(`/api/internal/sources/${sourceId}/stream?${queryOf(stream)}`, signal);
}

export function fetchSample(sourceId: string, stream: Named, signal: AbortSignal): Promise<LiveSample> {
  return getJson(`/api/internal/sources/${sourceId}/sample?${queryOf(stream)}`, signal);
}

function queryOf({ namespace, name }: Named): string {
  return new URLSearchParams({ ...(namespace ? { namespace } : {}), name }).toString();
}
