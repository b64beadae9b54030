export const noSuchPage = "There is no such page here.";
export const nothingHere = "Nothing here";
export const nothingUnderAddress = "There is nothing under this address.";
export const mayBeDeleted = "It may have been deleted, or belong to another workspace.";
export const goToConsole = "Go to the console";
export const lists = {
  connections: "All connections",
  sources: "All sources",
  destinations: "All destinations",
} as const satisfies Record<string, string>;

export const pageNotDrawn = "This page could not be drawn";
export const restWorks = "The rest of the console works, and running syncs go on.";
export const codeLost = "This page did not arrive";
export const codeLostWhy = "It is loaded again as soon as the console can be reached.";
export const tryAgain = "Try again";

export const consoleNotDrawnTitle = "The console could not be drawn · Sluice";
export const consoleNotDrawn = "The console could not be drawn";
export const consoleNotDrawnWhy =
  "Its database may be away for a moment. Syncs that are running go on by themselves; if this stays, the console’s own log has the reason.";
export const loadAgain = "Load again";
export const errorId = (id: string) => `Error id ${id}`;
