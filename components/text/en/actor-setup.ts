import { formatDuration } from "@/components/ui/format";

export const typeLabel = {
  source: "Source type",
  destination: "Destination type",
} as const satisfies Record<string, string>;
export const searchConnectors = (connectors: number) => `Search ${connectors} connectors`;
export const category = "Category";
export const allCategories = "All";
export const categories = {
  databases: "Databases",
  files: "Files",
  messaging: "Messaging",
  samples: "Samples",
  other: "Other",
} as const satisfies Record<string, string>;
export const noConnectorMatches = (search: string) => `No connector here matches “${search}”.`;
export const testedOnServer = (server: string) => `Tested on a real ${server} server`;
export const testedOnMachine = "Tested, needs no server";
export const notTested = "Not tested on a real server";

export const changeType = "Change type";
export const documentation = "Documentation";
export const documentationOf = (connector: string) => `${connector}: documentation`;

export const name = "Name";
export const nameHelp = "What you will call it in lists and on connections.";
export const nameMissing = {
  source: "Give the source a name.",
  destination: "Give the destination a name.",
} as const satisfies Record<string, string>;
export const notSaved = (name: string) => `What you entered for ${name} is not saved.`;
export const unnamedNotSaved = {
  source: "What you entered for this source is not saved.",
  destination: "What you entered for this destination is not saved.",
} as const satisfies Record<string, string>;
export const testAndSave = "Test and save";
export const setUp = "Set up";
export const saveAnyway = "Save anyway";
export const cancel = "Cancel";

export const check = "Check";
export const checkNow = "Check now";
export const checkAgain = "Check again";
export const checking = {
  source: "Connecting and reading…",
  destination: "Connecting, writing a test row, reading it back and removing it…",
} as const satisfies Record<string, string>;
export const stopCheck = "Stop";
export const passed = {
  source: (tookMs: number) => `It can be read. Checked in ${formatDuration(tookMs)}.`,
  destination: (tookMs: number) => `It can be written. Checked in ${formatDuration(tookMs)}.`,
} as const satisfies Record<string, (tookMs: number) => string>;
export const failedAfter = (tookMs: number) => `failed after ${formatDuration(tookMs)}`;

export const consoleBroke = "The connection to the console broke before the check had ended.";
export const testOnceReached = "Test again once the console can be reached.";
export const consoleAnswered = (status: number) => `The console answered with status ${status}.`;
/** By the kind of a failure, where trying again is what to do. */
export const adviceByKind = {
  transient: "Nothing here may be wrong. Test again in a moment.",
  rate_limited: "The other side asks to wait. Test again in a minute.",
  lost: "Test again. If it happens twice, the console’s log says more.",
} as const satisfies Record<string, string>;
