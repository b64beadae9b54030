import { formatCount, formatCountOf } from "@/components/ui/format";
import * as nouns from "./nouns";

export const log = "Log";
export const loading = "Loading the log";
export const notRead = "The log could not be read";

export const search = "Search the log";
export const searching = "Searching …";
export const noMatch = "No match";
export const matchOf = (match: number, total: number) => `${formatCount(match)} of ${formatCount(total)}`;
export const previousMatch = "Previous match";
export const nextMatch = "Next match";
export const showAllLines = "Show all lines";
export const onlyMatches = "Only matches";
export const leastLevel = "Least level";
export const allLevels = "All levels";
export const fromLevel = {
  debug: "From debug",
  info: "From info",
  warn: "From warn",
  error: "From error",
} as const satisfies Record<string, string>;
export const stream = "Stream";
export const allStreams = "All streams";
export const firstOfErrors = (errors: number) => `First of ${formatCountOf(errors, nouns.error)}`;
export const wrapLines = "Wrap lines";
export const doNotWrapLines = "Do not wrap lines";
export const download = "Download the log";
export const asText = "As text";
export const asNdjson = "As NDJSON";

export const foldLine = "Fold the line";
export const unfoldLine = "Unfold the line";
export const copyLinkTo = (at: string) => `${at}: copy the link to this line`;
export const timeFact = "time";
export const streamFact = "stream";
export const linesNotRead = (reason: string) => `These lines could not be read. ${reason}`;
export const readAgain = "Read again";

export const linkedLineAbsent = "The line that is linked to is not in this log.";
export const linkCopied = "The link to this line is copied.";
export const linkInAddressBar =
  "The link to this line is in the address bar: the browser does not let it be copied.";

export const lines = (total: number) => formatCountOf(total, nouns.line);
export const waitingForLine = "Waiting for the first line.";
export const noLineOfLevel = "No line of this level.";
export const noLineHasText = "No line has this text.";
export const follow = "Follow";
export const following = "Following";
export const errorsInLog = (errors: number) => `${formatCountOf(errors, nouns.error)} in the log`;
