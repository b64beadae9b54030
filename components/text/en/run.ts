import { formatBytes, formatCountOf, formatDuration, formatRows, type Count } from "@/components/ui/format";
import * as nouns from "./nouns";

export const pageTitle = (number: number, connection: string) => `Run ${number} of ${connection}`;
export const loading = "Loading the run";
export const notRead = "The run could not be read";
export const heading = (number: number) => `Run ${number}`;
export const log = "Log";

/** `kind`: what a run is, "Sync". */
export const waitsForTurn = (kind: string) => `${kind} waits for its turn.`;
export const begins = (kind: string) => `${kind} begins.`;
export const goesOn = (kind: string, tookMs: number, rows: Count, bytes: Count) =>
  `${kind} goes on for ${formatDuration(tookMs)}: ${formatRows(rows)}, ${formatBytes(bytes)} so far.`;
export const foundSame = (kind: string, streams: number) =>
  `${kind} found ${formatCountOf(streams, nouns.stream)} the same at both ends.`;
export const foundSameIn = (kind: string, streams: number, tookMs: number) =>
  `${kind} found ${formatCountOf(streams, nouns.stream)} the same at both ends in ${formatDuration(tookMs)}.`;
export const cleared = (kind: string) => `${kind} cleared its streams.`;
export const clearedIn = (kind: string, tookMs: number) =>
  `${kind} cleared its streams in ${formatDuration(tookMs)}.`;
export const replayed = (kind: string, rows: Count) =>
  `${kind} wrote ${formatRows(rows)} from the quarantine.`;
export const replayedIn = (kind: string, rows: Count, tookMs: number) =>
  `${kind} wrote ${formatRows(rows)} from the quarantine in ${formatDuration(tookMs)}.`;
export const repaired = (kind: string, rows: Count, streams: number) =>
  `${kind} wrote ${formatRows(rows)} again in ${formatCountOf(streams, nouns.stream)}.`;
export const repairedIn = (kind: string, rows: Count, streams: number, tookMs: number) =>
  `${kind} wrote ${formatRows(rows)} again in ${formatCountOf(streams, nouns.stream)} in ${formatDuration(tookMs)}.`;
export const moved = (kind: string, rows: Count, bytes: Count, streams: number) =>
  `${kind} moved ${formatRows(rows)}, ${formatBytes(bytes)} of ${formatCountOf(streams, nouns.stream)}, verified.`;
export const movedIn = (kind: string, rows: Count, bytes: Count, streams: number, tookMs: number) =>
  `${kind} moved ${formatRows(rows)}, ${formatBytes(bytes)} of ${formatCountOf(streams, nouns.stream)}, verified in ${formatDuration(tookMs)}.`;
/** `kept`: one of the clauses below. */
export const failedEarly = (kind: string, kept: string) => `${kind} failed before it began: ${kept}.`;
export const failedAfter = (kind: string, tookMs: number, kept: string) =>
  `${kind} failed after ${formatDuration(tookMs)}: ${kept}.`;
export const cancelledEarly = (kind: string, kept: string) =>
  `${kind} was cancelled before it began: ${kept}.`;
export const cancelledAfter = (kind: string, tookMs: number, kept: string) =>
  `${kind} was cancelled after ${formatDuration(tookMs)}: ${kept}.`;
export const nothingKept = "nothing was written";
export const nothingKeptOf = (verified: number, streams: number) =>
  `nothing was written, ${verified} of ${formatCountOf(streams, nouns.stream)} verified`;
export const rowsKept = (rows: Count) => `${formatRows(rows)} were committed`;
export const rowsKeptOf = (rows: Count, verified: number, streams: number) =>
  `${formatRows(rows)} were committed, ${verified} of ${formatCountOf(streams, nouns.stream)} verified`;

export const cameWithFewer = (streams: readonly string[], rows: Count) =>
  `${streams.join(", ")} came with far fewer rows than in the last verified run (${formatRows(rows)}). Nothing was replaced yet.`;
export const aboutHeld =
  "If the source really holds so few, let them in: they take the table's place. If not, refuse them: the table stays as it is, and the run ends red. The log has the numbers.";
export const editorDecides = "An editor can decide.";
export const letIn = (rows: Count) => `Let ${formatRows(rows)} in`;
export const refuse = "Refuse them";

export const stream = "Stream";
export const run = "Run";
export const inQuarantine = "In the quarantine";
export const awaitsApproval = "Look at what changed, then approve it or mend the source.";
export const refusedWrite =
  "Give the destination a key that may write there, or have a policy allow it, then sync again.";
/** What to do about a failed run, by what kind of failure it is. */
export const failureAdvice = {
  config: "Mend the configuration it names, then sync again. What was committed before stays.",
  auth: "Mend the credentials or the rights it names, then sync again. What was committed before stays.",
  transient:
    "It was tried again until there was no point in it. Once the cause is gone, sync again: it goes on from the last checkpoint.",
  unverified:
    "Source and destination differ, so nothing vouches for this table. Look at what else writes to it, then repair or refresh the stream.",
  internal: "This is a fault of Sluice. The log has the whole error under its id.",
} as const satisfies Record<string, string>;
export const lookAtChange = "Look at the change";
export const openQuarantine = "Open the quarantine";
export const openRun = (number: number) => `Open run ${number}`;
export const syncAgain = "Sync again";
export const sourceSettings = "Source settings";
export const destinationSettings = "Destination settings";
export const mending = {
  repair: "Repair…",
  verify: "Verify…",
  refresh: "Refresh…",
} as const satisfies Record<string, string>;

export const schemaChanges = "Schema changes";
export const aboutSchemaChanges = "What the source has now, against when the stream was last moved.";
export const changeColumn = "Change";
export const fieldColumn = "Field";
export const typeColumn = "Type";
export const changes = {
  stream_added: "New stream",
  stream_removed: "Stream gone",
  added: "Added",
  removed: "Removed",
  retyped: "Retyped",
  key_changed: "Other key",
} as const satisfies Record<string, string>;
export const leftOut = "left out";

export const rows = "Rows";
export const whatBecameOfRows = "What became of the rows";
export const readColumn = "Read";
export const writtenColumn = "Written";
export const filteredColumn = "Filtered out";
export const changedColumn = "Values changed";
export const quarantinedColumn = "Quarantined";
export const supersededColumn = "Gave way";
export const deletedColumn = "Deleted";
export const versionsColumn = "Versions";
export const tookColumn = "Took";
