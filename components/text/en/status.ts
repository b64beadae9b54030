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

const deletion = (thing: string) => ({
  button: "Delete",
  buttonOf: (name: string) => `Delete ${name}`,
  title: (name: string) => `Delete ${name}?`,
  confirm: `Delete ${thing}`,
  what: (name: string) => `${thing} ${name}`,
});
/** What a dialog says before something goes, by what it is. */
export const deletions = {
  apiKey: deletion("API key"),
  application: deletion("application"),
  channel: deletion("channel"),
  connection: deletion("connection"),
  destination: deletion("destination"),
  /** Goes from here alone. */
  member: {
    button: "Remove",
    buttonOf: (name: string) => `Remove ${name}`,
    title: (name: string) => `Remove ${name}?`,
    confirm: "Remove member",
    what: (name: string) => `member ${name}`,
  },
  policy: deletion("policy"),
  source: deletion("source"),
};

/** By what both have changed. */
export const changedMeanwhile = {
  connection: "Someone has changed this connection since you opened it. Nothing of yours is saved yet.",
  destination: "Someone has changed this destination since you opened it. Nothing of yours is saved yet.",
  source: "Someone has changed this source since you opened it. Nothing of yours is saved yet.",
} as const satisfies Record<string, string>;
export const compareBoth = "Compare both, then save yours over it or take what you need from theirs.";
export const openTheirs = "Open theirs in a new tab";
export const saveMine = "Save mine over it";
