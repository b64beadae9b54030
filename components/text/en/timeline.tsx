import type { ReactNode } from "react";
import { formatCountOf, formatRows } from "@/components/ui/format";
import * as nouns from "./nouns";

export const title = "Timeline";
export const show = "Show";
export const showChanges = "Changes";
export const showRuns = "Runs";
export const showFailed = "Failed runs";
export const nothingLikeThis = "Nothing like this has happened.";
export const nothingOnRecord = "Nothing is on record any more.";
export const showOlder = "Show older entries";

export const run = (number: number) => `Run ${number}`;
export const runWent = (run: ReactNode, kind: string, status: string) => (
  <>
    {run} {kind} {status}
  </>
);
export const kinds = {
  sync: "sync",
  refresh: "refresh",
  clear: "clear",
  sample: "sample",
  replay: "quarantine replay",
  verify: "comparison",
  repair: "repair",
} as const satisfies Record<string, string>;
export const statuses = {
  queued: "queued",
  running: "running",
  succeeded: "succeeded",
  failed: "failed",
  cancelled: "cancelled",
} as const satisfies Record<string, string>;
export const triggers = {
  manual: "by hand",
  schedule: "by schedule",
  api: "by API",
  demo: "demo",
  connection: "after another connection",
} as const satisfies Record<string, string>;
export const verified = (streams: number, all: number) =>
  `${streams} of ${formatCountOf(all, nouns.stream)} verified`;

export const newStream = (stream: string) => `New stream ${stream}`;
export const newField = (field: string, type: string) => `New field ${field} (${type})`;
export const newFieldLeftOut = (field: string, type: string) => `New field ${field} (${type}), left out`;
export const isGone = (name: string) => `${name} is gone`;
export const retyped = (field: string, before: string, after: string) => `${field}: ${before} → ${after}`;
export const retypedLeftOut = (field: string, before: string, after: string) =>
  `${field}: ${before} → ${after}, left out`;
export const otherKey = (stream: string) => `${stream} has another primary key`;
export const held = (stream: string, at: ReactNode) => (
  <>
    {stream} was held {at}
  </>
);
export const heldAndLetIn = (stream: string, heldAt: ReactNode, releasedAt: ReactNode) => (
  <>
    {stream} was held {heldAt}, let in {releasedAt}
  </>
);

export const system = "Sluice";
export const formerMember = "Someone who has left";
export const formerApplication = "A former application";

export const created = "Set the connection up";
export const rewoundToStart = "Rewound a feed to its start";
export const rewoundToCheckpoint = "Rewound a feed to a checkpoint";
export const stateEdited = "Edited where a feed stands";
export const rolledBack = (stream: string, generation: string) =>
  `Rolled ${stream} back to generation ${generation}`;
export const discarded = (rows: number) => `Discarded ${formatRows(rows)} of the quarantine`;
export const runRequested = "Asked for the run";
export const runCancelled = "Cancelled the run";
export const heldRowsAccepted = "Let held rows in";
export const heldRowsRefused = "Refused held rows";
export const sampleCleared = "Removed the sample";

export const schemaChangeApproved = "Approved a change of the source’s schema";
export const newFieldsLeftOut = "Left new fields of the source out";
export const changedNothing = "Changed nothing";
export const paused = "paused it";
export const resumed = "resumed it";
export const renamed = (name: string) => `renamed it to “${name}”`;
export const changed = (fields: string[]) => `changed ${listed(fields)}`;
export const fields: Record<string, string> = {
  name: "the name",
  schedule: "the schedule",
  streams: "the streams",
  policies: "changes and limits",
  normalization: "the normalization",
  namespaceDefinition: "the namespace",
  namespaceFormat: "the namespace’s format",
  prefix: "the prefix",
  mutedEvents: "the notifications",
};
/** What was done in one go, as a sentence. */
export function allDone(parts: string[]): string {
  const sentence = listed(parts);
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function listed(parts: string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
