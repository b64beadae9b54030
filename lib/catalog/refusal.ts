import type { Capabilities, WriteMode } from "@/connectors/sdk";
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

/** Of the source, or of the destination, which cannot write so. */
export type ModeRefusal = "changes_only" | "not_incremental" | "no_cursor" | WriteMode;

/** Why source and destination cannot do a mode together; null where they can. */
export function refusalOf(
  stream: ReadableStream,
  syncMode: SyncMode,
  destination: Pick<DestinationFacts, "modes">,
): ModeRefusal | null {
  const { read, write } = partsOf({ syncMode });
  if (read === "full_refresh" && !stream.supports.fullRefresh) return "changes_only";
  if (read === "incremental" && !stream.supports.incremental) return "not_incremental";
  if (read === "incremental" && !stream.cursorIsGiven && stream.cursorFields.length === 0) return "no_cursor";
  return destination.modes.includes(write) ? null : write;
}
