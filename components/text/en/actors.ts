import { formatCountOf, type Count } from "@/components/ui/format";
import * as nouns from "./nouns";

export const listTitle = {
  source: "Sources",
  destination: "Destinations",
} as const satisfies Record<string, string>;
export const loadingList = {
  source: "Loading the sources",
  destination: "Loading the destinations",
} as const satisfies Record<string, string>;
export const newTitle = {
  source: "New source",
  destination: "New destination",
} as const satisfies Record<string, string>;
export const loadingCatalogue = "Loading the catalogue";
export const noneYet = {
  source: "No source yet: nothing is read from anywhere.",
  destination: "No destination yet: there is nowhere to write.",
} as const satisfies Record<string, string>;
export const editorCanAdd = "Someone with the role editor can add one.";

export const searchByName = "Search by name";
/** By what a list is sorted by. */
export const columns = {
  name: "Name",
  type: "Type",
  check: "Check",
  connections: "Connections",
  sync: "Last sync",
  created: "Created",
} as const satisfies Record<string, string>;
export const passed = "Passed";
export const failed = "Failed";
export const useFilter = "Use";
export const usedByConnection = "Used by a connection";
export const unused = "Unused";
export const neverSynced = "Never";
export const behindLastPage = "This page is behind the last one.";
export const noneNamedLike = (search: string) => `Nothing here is named like “${search}”.`;
export const noneMatches = "Nothing here matches.";
export const showAll = {
  source: "Show all sources",
  destination: "Show all destinations",
} as const satisfies Record<string, string>;

export const notChecked = "Not checked";
export const checkFailed = "Check failed";
export const checked = "Checked";

export const tabsLabel = {
  source: "Source",
  destination: "Destination",
} as const satisfies Record<string, string>;
export const overviewTab = "Overview";
export const settingsTab = "Settings";
/** The way to a connection between it and one of the other kind. */
export const addOther = {
  source: "Add destination",
  destination: "Add source",
} as const satisfies Record<string, string>;

export const connectionColumn = "Connection";
export const lastRunColumn = "Last run";

export const deleteTitle = "Delete";
export const deleteAbout = "Its connections go with it. Tables that were written stay.";
export const deleteActor = {
  source: "Delete source",
  destination: "Delete destination",
} as const satisfies Record<string, string>;
export const deleteWithConnections = {
  source: (connections: Count) => `Delete source and ${formatCountOf(connections, nouns.connection)}`,
  destination: (connections: Count) =>
    `Delete destination and ${formatCountOf(connections, nouns.connection)}`,
} as const satisfies Record<string, (connections: Count) => string>;
export const deleteMeaning = "Tables that were written stay where they are, with all their rows.";
export const connectionNamed = (name: string) => `connection ${name}`;
export const goesWithConnection = "with its schedule and the history of its runs";
