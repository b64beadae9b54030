import { formatCount, formatCountOf } from "@/components/ui/format";
import * as nouns from "./nouns";

/** The table of streams. */
export const streams = "Streams";
export const searchStreams = "Search streams";
export const stateFilter = "Which streams";
export const allStreams = "All streams";
export const chosen = "Chosen";
export const leftOut = "Left out";
export const withProblem = "With a problem";
export const modeFilter = "Of which mode";
export const anyMode = "Any mode";
export const namespaceFilter = "Of which namespace";
export const anyNamespace = "Any namespace";
export const noNamespace = "No namespace";
export const chosenOf = (chosen: number, all: number) =>
  `${formatCountOf(chosen, nouns.stream)} of ${formatCount(all)} chosen`;

export const namespaceColumn = "Namespace";
export const stream = "Stream";
export const syncMode = "Sync mode";
export const cursorColumn = "Cursor field";
export const keyColumn = "Primary key";
export const table = "Table";
export const fields = "Fields";
export const noneMatches = "No stream matches the search and the filters.";
export const showAll = "Show all streams";
export const noneOffered = "The source offers no stream that may be read.";
export const checkRights = "Check the rights of its user, then refresh its schema.";

export const syncStream = (stream: string) => `Sync ${stream}`;
export const modeOf = (stream: string) => `Sync mode of ${stream}`;
export const noMode = "None can be";
export const cursorOf = (stream: string) => `Cursor field of ${stream}`;
export const setBySource = "Set by the source";
export const chooseField = "Choose a field";
export const keyOf = (stream: string) => `Primary key of ${stream}`;
export const keyOfIs = (stream: string, key: string) => `Primary key of ${stream}: ${key}`;
export const keyOfIsWholeRow = (stream: string) => `Primary key of ${stream}: the whole row`;
export const wholeRow = "Whole row";
export const allFields = (fields: number) => `All ${fields}`;
export const someFields = (chosen: number, all: number) => `${chosen} of ${all}`;
export const fieldsOf = (stream: string, shown: string) => `Fields of ${stream}: ${shown}`;

/** Why a field cannot serve, or a stream cannot be read. */
export const fieldGone = "The source does not have it.";
export const cannotBeKey = (type: string) => `Rows cannot be told apart by ${type}.`;
export const insideField = "Lies inside a field. Choose a field of the row itself.";
export const streamGone = "The source does not offer it any more. Leave it out.";
export const streamLost = (fields: readonly string[]) =>
  `The source has lost ${fields.join(", ")}. Choose anew.`;

/** One change for many. */
export const edit = (streams: number) => `Edit ${formatCountOf(streams, nouns.chosenStream)}`;
export const setCursor = "Set the cursor field…";
export const setKey = "Set the primary key…";
export const takeAllFields = "Take all fields";
export const nameTables = "Name the tables…";
export const someChanged = (changed: number, left: number) =>
  `${formatCount(changed)} changed. ${formatCountOf(left, nouns.stream)} cannot, and stayed.`;
/** By what is asked for. */
export const bulkTitles = {
  cursor: "Set the cursor field",
  key: "Set the primary key",
  rename: "Name the tables",
} as const satisfies Record<string, string>;
export const ofChosen = (streams: number) => `Of ${formatCountOf(streams, nouns.chosenStream)}.`;
export const change = (streams: number) => `Change ${formatCountOf(streams, nouns.stream)}`;
export const beforeName = "Before the name";
export const behindName = "Behind the name";
export const namedAsConnection = "Empty: prefix and stream name, as the connection has it.";
export const becomes = (name: string, renamed: string) =>
  `“${name}” becomes “${renamed}”, in place of the connection’s prefix.`;
export const field = "Field";
export const fieldMissingMeaning = "Streams that do not have it stay as they are.";
export const inStreams = (streams: number) => `In ${formatCountOf(streams, nouns.stream)}`;

/** All that can be chosen for one stream. */
/** Why a sync mode cannot be chosen. */
export const modeRefusals = {
  changes_only: () => "The source gives this stream’s changes only, never all of its rows.",
  not_incremental: () => "The source cannot read this stream incrementally.",
  no_cursor: () => "No field of the stream can serve as cursor.",
  append: (destination: string) => `${destination} cannot append rows.`,
  overwrite: (destination: string) => `${destination} cannot replace a table.`,
  deduped: (destination: string) => `${destination} cannot deduplicate rows.`,
} as const satisfies Record<string, (destination: string) => string>;

export const syncThis = "Sync this stream";
export const mappersTab = "Mappers";
export const sampleTab = "Sample rows";
export const previewTab = "Preview";

export const searchFields = "Search fields";
export const allAndLater = "All fields, also those that appear later";
export const chosenFields = (chosen: number, all: number) =>
  `${formatCount(chosen)} of ${formatCount(all)} fields`;
export const takeAll = "Take all";
export const fieldsGone = (fields: readonly string[]) =>
  `The source does not have ${fields.join(", ")} any more.`;
export const leaveOut = "Leave out";
export const movedColumn = "Moved";
export const typeColumn = "Type";
export const roleColumn = "Serves as";
export const moveField = (field: string) => `Move ${field}`;
export const key = "Key";
export const cursor = "Cursor";

/** How a value that is none is written. */
export const noValue = "null";
