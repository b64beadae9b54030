import { getJson } from "@/components/runs/api";
import type { Wire } from "@/lib/internal-api/json";
import type { QuarantineCount, QuarantineSummary, WaitingRow } from "@/lib/quarantine/schema";

export type LiveCount = Wire<QuarantineCount>;
export type LiveSummary = Wire<QuarantineSummary>;
export type WaitingStream = LiveSummary["streams"][number];
export type StreamName = WaitingStream["stream"];
export type LiveRow = Wire<WaitingRow>;

export function fetchSummary(connectionId: string, signal: AbortSignal): Promise<LiveSummary> {
  return getJson(`/api/internal/quarantine/${connectionId}`, signal);
}

export function fetchRows(
  connectionId: string,
  { namespace, name }: StreamName,
  after: string | null,
  signal: AbortSignal,
): Promise<LiveRow[]> {
  const query = new URLSearchParams({
    name,
    ...(namespace ? { namespace } : {}),
    ...(after === null ? {} : { after }),
  });
  return getJson(`/api/internal/quarantine/${connectionId}/rows?${query}`, signal);
}

export function labelOf({ namespace, name }: StreamName): string {
  return namespace ? `${namespace}.${name}` : name;
}
