import type { AuditLine } from "@/lib/audit/line";
import type { RunSchemaChange } from "@/lib/runs/schema";
import * as text from "@/text/timeline";

/** Who did something. */
export function whoDid({ actor, actorName }: Pick<AuditLine, "actor" | "actorName">): string {
  if (actor.kind === "system") return text.system;
  if (actorName !== null) return actorName;
  return actor.kind === "user" ? text.formerMember : text.formerApplication;
}

/** What was done to a connection, as a sentence without who did it. */
export function changeWords({ action, facts }: Pick<AuditLine, "action" | "facts">): string {
  const { changed, stream, generation, rows } = facts;
  switch (action) {
    case "connection.created":
      return text.created;
    case "connection.updated":
      return updateWords(Array.isArray(changed) ? changed.map(String) : [], facts);
    case "connection.rewound":
      return facts.checkpointId === null ? text.rewoundToStart : text.rewoundToCheckpoint;
    case "connection.state_edited":
      return text.stateEdited;
    case "connection.rolled_back":
      return text.rolledBack(String(stream), String(generation));
    case "quarantine.discarded":
      return text.discarded(Number(rows));
    case "run.requested":
      return text.runRequested;
    case "run.cancelled":
      return text.runCancelled;
    case "run.held_rows_accepted":
      return text.heldRowsAccepted;
    case "run.held_rows_refused":
      return text.heldRowsRefused;
    case "run.sample_cleared":
      return text.sampleCleared;
    default:
      return action;
  }
}

function updateWords(changed: string[], { name, status }: AuditLine["facts"]): string {
  if (changed.includes("approveSchemaChange")) return text.schemaChangeApproved;
  if (changed.includes("declineSchemaChange")) return text.newFieldsLeftOut;
  const parts = changed.flatMap((field) => {
    if (field === "status") return status === "inactive" ? [text.paused] : [text.resumed];
    if (field === "name") return [text.renamed(String(name))];
    return [];
  });
  const fields = changed.flatMap((field) =>
    field === "status" || (field === "name" && name !== undefined) ? [] : [text.fields[field] ?? field],
  );
  if (fields.length > 0) parts.push(text.changed(fields));
  return parts.length === 0 ? text.changedNothing : text.allDone(parts);
}

/** What was another at the source. */
export function schemaWords(change: RunSchemaChange): string {
  switch (change.change) {
    case "stream_added":
      return text.newStream(change.stream);
    case "stream_removed":
      return text.isGone(change.stream);
    case "added": {
      const told = change.leftOut ? text.newFieldLeftOut : text.newField;
      return told(`${change.stream}.${change.field}`, change.after);
    }
    case "removed":
      return text.isGone(`${change.stream}.${change.field}`);
    case "retyped": {
      const told = change.leftOut ? text.retypedLeftOut : text.retyped;
      return told(`${change.stream}.${change.field}`, change.before, change.after);
    }
    case "key_changed":
      return text.otherKey(change.stream);
  }
}
