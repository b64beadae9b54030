import { formatCountOf, formatRows, type Count } from "@/components/ui/format";
import * as nouns from "./nouns";

export const title = "Quarantine";
export const loading = "Loading what waits";
export const about =
  "Rows that could not be written. They wait at their destination until they are replayed or discarded.";
export const allConnections = "All connections";
export const showAllConnections = "Show all connections";
export const nothingWaits = "No row waits: all that was read was written.";

export const fold = (connection: string) => `Fold ${connection}`;
export const unfold = (connection: string) => `Unfold ${connection}`;
export const latest = "latest";
export const noRowKnown = "no row that the runs know of";
export const asCounted = (rows: Count, streams: number) =>
  `up to ${formatRows(rows)} of ${formatCountOf(streams, nouns.stream)}, as the runs counted`;
export const found = (rows: Count, streams: number) =>
  `${formatRows(rows)} of ${formatCountOf(streams, nouns.stream)}`;
export const foundAtLeast = (rows: Count, streams: number) => `at least ${found(rows, streams)}`;
export const didNotSay = (destination: string, reason: string) =>
  `${destination} did not say what waits there. ${reason}`;
export const askAgain = "Ask again";
export const openConnection = "Open the connection";
export const asking = (destination: string) => `Asking ${destination}`;
export const nothingWaitsAt = (destination: string) => `Nothing waits at ${destination} now.`;

export const streamsLabel = "Streams with rows that wait";
export const streamColumn = "Stream";
export const rowsColumn = "Rows";
export const reasonsColumn = "Reasons";
export const actionsColumn = "Actions";
export const moreReasons = (reasons: number) => `and ${formatCountOf(reasons, nouns.moreReason)}`;
export const rowsOf = (stream: string) => `Rows of ${stream}`;
export const showRows = "Show rows";
export const hideRows = "Hide rows";

export const loadingRowsOf = (stream: string) => `Loading the rows of ${stream}`;
export const rowsNotRead = "The rows could not be read";
export const waitingRowsOf = (stream: string) => `Rows of ${stream} that wait`;
export const whenColumn = "When";
export const runColumn = "Run";
export const valuesColumn = "Values";
export const fieldColumn = "Field";
export const reasonColumn = "Reason";
export const showMoreRows = "Show more rows";
export const rowTooLarge = (numberInRun: number) => `Row ${numberInRun} of its run: too large to be kept.`;

export const replay = "Replay";
export const replayAll = "Replay all";
export const replayOf = (stream: string) => `Replay ${stream}`;
export const discard = "Discard";
export const discardAll = "Discard all";
export const discardOf = (stream: string) => `Discard ${stream}`;
export const discardTitle = (rows: Count) => `Discard ${formatRows(rows)}?`;
export const discardRows = (rows: Count) => `Discard ${formatRows(rows)}`;
export const discardMeaning =
  "They are deleted from the destination's quarantine, and no later run writes them. The source keeps its rows.";
export const discarded = (rows: Count) => `${formatRows(rows)} discarded.`;

export const replayNotLookedAt = (reason: string) => `The replay could not be looked at. ${reason}`;
export const replayQueued = "Queued";
export const openRun = (number: number) => `Open run ${number}`;
export const writtenOnceMore = "The rows are written once more.";
export const didNotEnd = "It did not come to its end.";
export const allWritten = (rows: Count) => `${formatRows(rows)} written and verified.`;
export const someWritten = (rows: Count, left: Count) =>
  `${formatRows(rows)} written and verified, ${formatRows(left)} still cannot be written.`;
