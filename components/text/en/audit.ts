export const title = "Audit log";
export const loading = "Loading the audit log";
export const about = "Every change, by whom and through which door. Kept for a year.";
export const download = (format: string) => `Download ${format}`;

export const whenColumn = "When";
export const who = "Who";
export const what = "What";
export const onWhat = "On what";
export const factsColumn = "Facts";
export const historyColumn = "History";
export const noneLikeThis = "No entry like this.";
export const nothingYet = "Nothing was changed here yet.";
export const itsHistory = "Its history";
export const showOlder = "Show older entries";

export const run = (number: number) => `Run ${number}`;
export const workspace = "Workspace";

export const goneUser = "Somebody who is gone";
export const byApiKey = "by API key";
export const goneApplication = "An application that is gone";
export const api = "API";
/** Itself, by the part of it that did something. */
export const systemParts = { demo: "demo", runs: "runs" } as const satisfies Record<string, string>;
export const system = (part: string) => `Sluice (${part})`;

/** Every action of the log, as its sentence goes on after the name of who did it. */
export const actions = {
  "account.password_changed": "changed their password",
  "api_key.created": "made an API key",
  "api_key.revoked": "revoked an API key",
  "application.created": "created an API application",
  "application.deleted": "deleted an API application",
  "channel.created": "added a notification channel",
  "channel.deleted": "deleted a notification channel",
  "channel.tested": "tested a notification channel",
  "channel.updated": "changed a notification channel",
  "connection.created": "set up a connection",
  "connection.deleted": "deleted a connection",
  "connection.rewound": "rewound a connection",
  "connection.rolled_back": "rolled a table back",
  "connection.state_edited": "edited a connection's state",
  "connection.updated": "changed a connection",
  "delivery.resent": "sent a notification again",
  "destination.created": "set up a destination",
  "destination.deleted": "deleted a destination",
  "destination.updated": "changed a destination",
  "invitation.created": "invited a member",
  "invitation.revoked": "revoked an invitation",
  "member.joined": "joined",
  "member.removed": "removed a member",
  "member.role_changed": "changed a role",
  "member.tags_changed": "changed a member's tags",
  "policies.replaced": "changed the write policies",
  "quarantine.discarded": "discarded quarantined rows",
  "run.cancelled": "cancelled a run",
  "run.held_rows_accepted": "let held rows in",
  "run.held_rows_refused": "refused held rows",
  "run.requested": "started a run",
  "run.sample_cleared": "cleared a sample",
  "source.created": "set up a source",
  "source.deleted": "deleted a source",
  "source.updated": "changed a source",
  "workspace.updated": "changed the workspace",
} as const satisfies Record<string, string>;

/** What is noted beside, before its value as it is stored. */
export const facts = {
  all: "all",
  changed: "changed",
  checkpointId: "checkpoint id",
  connectionId: "connection id",
  connector: "connector",
  delivered: "delivered",
  destinationId: "destination id",
  email: "email",
  expiresAt: "expires at",
  feedId: "feed id",
  from: "from",
  generation: "generation",
  invitation: "invitation",
  keysRevoked: "keys revoked",
  kind: "kind",
  muted: "muted",
  number: "number",
  of: "of",
  policies: "policies",
  role: "role",
  rows: "rows",
  sourceId: "source id",
  status: "status",
  stream: "stream",
  streams: "streams",
  tags: "tags",
  title: "title",
  to: "to",
  unmuted: "unmuted",
} as const satisfies Record<string, string>;
