import type { Stream } from "@/connectors/sdk";
import type { ConfiguredStream } from "./schema";
import { streamKey } from "@/lib/sync/stream-key";

/** A line of the stream table: what the source offers beside what the owner chose. At least one of the two is there. */
export type CatalogEntry =
  | { state: "chosen"; stream: Stream; choice: ConfiguredStream }
  | { state: "offered"; stream: Stream; choice: null }
  /** Chosen once; the source no longer has it. */
  | { state: "gone"; stream: null; choice: ConfiguredStream };

/** In the source's order; streams that are gone come last, in the order they were chosen. */
export function mergeCatalog(discovered: Stream[], chosen: ConfiguredStream[]): CatalogEntry[] {
  const choices = new Map(chosen.map((choice) => [streamKey(choice), choice]));
  const offered = new Set(discovered.map(streamKey));
  return [
    ...discovered.map((stream): CatalogEntry => {
      const choice = choices.get(streamKey(stream));
      return choice ? { state: "chosen", stream, choice } : { state: "offered", stream, choice: null };
    }),
    ...chosen
      .filter((choice) => !offered.has(streamKey(choice)))
      .map((choice): CatalogEntry => ({ state: "gone", stream: null, choice })),
  ];
}
