import { streamKey } from "@/lib/sync/stream-key";
import type { LiveSummary } from "./api";

/** What the address names an open stream by. */
export function summaryKey({ namespace, name }: Pick<LiveSummary, "namespace" | "name">): string {
  return streamKey({ namespace: namespace ?? undefined, name });
}

/** Those in whose name or namespace every word typed occurs, in their own order. */
export function searchStreams<Named extends Pick<LiveSummary, "namespace" | "name">>(
  streams: readonly Named[],
  search: string,
): readonly Named[] {
  const words = search
    .toLowerCase()
    .split(/[\s.]+/)
    .filter((word) => word !== "");
  if (words.length === 0) return streams;
  return streams.filter(({ namespace, name }) => {
    const text = `${namespace ?? ""}.${name}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
