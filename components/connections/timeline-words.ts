import type { AuditLine } from "@/lib/audit/line";
import type { RunSchemaChange } from "@/lib/runs/schema";

/** Who did something. */
export function whoDid({ actor, actorName }: Pick<AuditLine, "actor" | "actorName">): string {
  if (actor.kind === "system") return "Sluice";
  if (actorName !== null) return actorName;
  return actor.kind === "user" ? "Someone who has left" : "A former application";
}

const fieldWords: Record<string, string> = {
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

/** What was done to a connection, as a sentence without who did it. */
export function changeWords({ action, facts }: Pick<AuditLine, "action" | "facts">): string {
  const { changed, stream, generation, rows } = facts;
  switch (action) {
    case "connection.created":
      return "Set the connection up";
    case "connection.updated":
      return updateWords(Array.isArray(changed) ? changed.map(String) : [], facts);
    case "connection.rewound":
      return facts.checkpointId === null ? "Rewound a feed to its start" : "Rewound a feed to a checkpoint";
    case "connection.state_edited":
      return "Edited where a feed stands";
    case "connection.rolled_back":
      return `Rolled ${String(stream)} back to generation ${String(generation)}`;
    case "quarantine.discarded":
      return `Discarded ${String(rows)} rows of the quarantine`;
    case "run.requested":
      return "Asked for the run";
    case "run.cancelled":
      return "Cancelled the run";
    case "run.held_rows_accepted":
      return "Let held rows in";
    case "run.held_rows_refused":
      return "Refused held rows";
    case "run.sample_cleared":
      return "Removed the sample";
    default:
      return action;
  }
}

function updateWords(changed: string[], { name, status }: AuditLine["facts"]): string {
  if (changed.includes("approveSchemaChange")) return "Approved a change of the source’s schema";
  if (changed.includes("declineSchemaChange")) return "Left new fields of the source out";
  const parts = changed.flatMap((field) => {
    if (field === "status") return status === "inactive" ? ["paused it"] : ["resumed it"];
    if (field === "name") return [`renamed it to “${String(name)}”`];
    return [];
  });
  const fields = changed.flatMap((field) =>
    field === "status" || (field === "name" && name !== undefined) ? [] : [fieldWords[field] ?? field],
  );
  if (fields.length > 0) parts.push(`changed ${listed(fields)}`);
  const sentence = listed(parts);
  return sentence === "" ? "Changed nothing" : sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function listed(parts: string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

/** What was another at the source. */
export function schemaWords(change: RunSchemaChange): string {
  switch (change.change) {
    case "stream_added":
      return `New stream ${change.stream}`;
    case "stream_removed":
      return `${change.stream} is gone`;
    case "added":
      return `New field ${change.stream}.${change.field} (${change.after})${change.leftOut ? ", left out" : ""}`;
    case "removed":
      return `${change.stream}.${change.field} is gone`;
    case "retyped":
      return `${change.stream}.${change.field}: ${change.before} → ${change.after}${change.leftOut ? ", left out" : ""}`;
    case "key_changed":
      return `${change.stream} has another primary key`;
  }
}
