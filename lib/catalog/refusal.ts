import type { Capabilities } from "@/connectors/sdk";
import { partsOf, type SyncMode } from "@/lib/sync/modes";

/** Of a stream, what decides which modes it can be moved in. */
export interface ReadableStream {
  supports: { fullRefresh: boolean; incremental: boolean };
  cursorFields: string[];
  cursorIsGiven: boolean;
}

/** Of a destination, what choices depend on. */
export type DestinationFacts = { title: string } & Pick<
  Capabilities,
  "modes" | "history" | "softDeletes" | "keepsGenerations" | "dedupedChildren"
>;

const writes = { append: "append rows", overwrite: "replace a table", deduped: "deduplicate rows" } as const;

/** Why source and destination cannot do a mode together, in words; null where they can. */
export function refusalOf(
  stream: ReadableStream,
  syncMode: SyncMode,
  destination: Pick<DestinationFacts, "title" | "modes">,
): string | null {
  const { read, write } = partsOf({ syncMode });
  if (read === "full_refresh" && !stream.supports.fullRefresh)
    return "The source gives this stream’s changes only, never all of its rows.";
  if (read === "incremental" && !stream.supports.incremental)
    return "The source cannot read this stream incrementally.";
  if (read === "incremental" && !stream.cursorIsGiven && stream.cursorFields.length === 0)
    return "No field of the stream can serve as cursor.";
  return destination.modes.includes(write) ? null : `${destination.title} cannot ${writes[write]}.`;
}
