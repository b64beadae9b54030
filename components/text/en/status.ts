import { formatCount, formatDuration, formatShare, type Count } from "@/components/ui/format";

export const fromTo = (source: string, destination: string, state: string) =>
  `${source} to ${destination}: ${state}`;

export const lastRuns = "Last runs";
export const noRunsYet = "No runs yet";

export const streams = "Streams";
export const streamColumn = "Stream";
export const phaseColumn = "Phase";
export const rowsColumn = "Rows";
export const bytesColumn = "Read → written";
export const speedColumn = "Speed";
export const progressColumn = "Progress";
export const waitsForColumn = "Waits for";
export const timeLeft = (etaMs: number) => `${formatDuration(etaMs)} left`;

export const stages = {
  source: "source",
  transform: "transform",
  destination: "destination",
} as const satisfies Record<string, string>;
export const busy = {
  source: (share: number) => `source busy ${formatShare(share)}`,
  transform: (share: number) => `transform busy ${formatShare(share)}`,
  destination: (share: number) => `destination busy ${formatShare(share)}`,
};
export const nobody = "nobody";

export const verification = "Verification";
export const notCountedYet = (rows: Count) => `${formatCount(rows)} committed, not counted yet`;
export const notCounted = (rows: Count) => `${formatCount(rows)} committed, not counted`;
export const proofLabel = "Rows read and written per stream";
export const readColumn = "Read";
export const writtenColumn = "Written";
export const differenceColumn = "Difference";
export const noDifference = "none";

export const details = "Details";
export const copyDetails = "Copy the details";

export const planVerbs = {
  create: "Create",
  alter: "Alter",
  "re-read": "Re-read",
  delete: "Delete",
  keep: "Leave",
} as const satisfies Record<string, string>;

/** `thing`: "API key", "connection". */
export const deleteIt = "Delete";
export const deleteNamed = (name: string) => `Delete ${name}`;
export const deleteTitle = (name: string) => `Delete ${name}?`;
export const deleteThing = (thing: string) => `Delete ${thing}`;
export const removeIt = "Remove";
export const removeNamed = (name: string) => `Remove ${name}`;
export const removeTitle = (name: string) => `Remove ${name}?`;
export const removeThing = (thing: string) => `Remove ${thing}`;
export const thingNamed = (thing: string, name: string) => `${thing} ${name}`;

export const changedMeanwhile = (thing: string) =>
  `Someone has changed this ${thing} since you opened it. Nothing of yours is saved yet.`;
export const compareBoth = "Compare both, then save yours over it or take what you need from theirs.";
export const openTheirs = "Open theirs in a new tab";
export const saveMine = "Save mine over it";
