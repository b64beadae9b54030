import { formatCount, formatCountOf } from "@/components/ui/format";
import * as nouns from "./nouns";

export const changes = "Changes of the source’s schema";
export const nothingChanged = "The source offers what it offered before.";
export const schemaChanged = (changes: number) =>
  `The source’s schema has ${formatCountOf(changes, nouns.change)}.`;
export const needsChoice = (changes: number) =>
  `${formatCount(changes)} of them ${changes === 1 ? "needs" : "need"} your choice. All else that you chose stays.`;
export const choiceStays = "All that you chose stays.";
export const closeChanges = "Close the changes";
export const moreChanges = (changes: number) => `and ${formatCountOf(changes, nouns.moreChange)}`;
/** By the sign of a line. */
export const signs = {
  "+": "Added",
  "−": "Removed",
  "~": "Changed",
} as const satisfies Record<string, string>;

/** What has changed. */
export const changeOf = (stream: string, what: string) => `${stream}: ${what}`;
export const fieldOfType = (field: string, type: string) => `${field}, ${type}`;
export const retyped = (field: string, before: string, after: string) => `${field}, ${before} → ${after}`;
export const primaryKey = "its primary key";

/** What that does to what is chosen. */
export const chosenStreamGone = "Is chosen: leave it out, or the sync fails.";
export const otherStreamGone = "Was not chosen.";
export const streamAdded = "Is left out until you choose it.";
export const streamNotChosen = "The stream is not chosen.";
export const cursorGone = "Is the cursor field: choose another.";
export const keyGone = "Is in the primary key: choose another.";
export const namedFieldGone = "Was chosen by name: leave it out.";
export const fieldGone = "Its column stays, without new values.";
export const columnWidened = "Its column is widened, or values go into another one.";
export const fieldLeftOut = "Is left out.";
export const keyUnused = "Is not used.";
export const keyAsChosen = "Rows are still told apart by the key that is chosen here.";
export const fieldMovedToo = "Is moved too: all fields are.";
export const newFieldLeftOut = "Is left out: fields are chosen by name.";
