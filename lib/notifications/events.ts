/**
 * Everything that a channel can be told of. The names are part of the webhook's contract: they are added to, never
 * changed.
 */
export const notificationEvents = [
  "run.failed",
  "run.recovered",
  "run.succeeded",
  "stream.held",
  "schema.change_waits",
  "write.refused",
  "rows.quarantined",
  "check.failed",
  "api_key.expires",
] as const;

export type NotificationEvent = (typeof notificationEvents)[number];

export interface EventWords {
  title: string;
  /** When it is sent, in one sentence. */
  description: string;
}

export const eventWords: Record<NotificationEvent, EventWords> = {
  "run.failed": {
    title: "A run failed",
    description: "The first time, then once a day while the connection goes on failing.",
  },
  "run.recovered": {
    title: "A connection recovered",
    description: "The first run that succeeds after one that failed.",
  },
  "run.succeeded": {
    title: "A run succeeded",
    description: "Every run whose rows are verified.",
  },
  "stream.held": {
    title: "Rows wait for a decision",
    description: "Far fewer rows came than before, so the table stays as it is until someone decides.",
  },
  "schema.change_waits": {
    title: "A schema change waits for approval",
    description: "The source has changed, and its connection is paused until someone approves it.",
  },
  "write.refused": {
    title: "A write was refused",
    description: "A policy or the authority that decides on writes said no, so the run failed.",
  },
  "rows.quarantined": {
    title: "Rows went to the quarantine",
    description: "Rows that cannot be written as they are; at most once a day for each connection.",
  },
  "check.failed": {
    title: "A check failed",
    description: "A source or destination that passed its check before does not pass it any more.",
  },
  "api_key.expires": {
    title: "An API key expires soon",
    description: "A week before; one of a short life when a tenth of its time is left.",
  },
};

/** Those that come from a connection, so that a connection can be silent about them. */
export const connectionEvents = [
  "run.failed",
  "run.recovered",
  "run.succeeded",
  "stream.held",
  "schema.change_waits",
  "write.refused",
  "rows.quarantined",
] as const satisfies readonly NotificationEvent[];

export type ConnectionEvent = (typeof connectionEvents)[number];

/** What stands in a column; a name that a later version wrote is left out. */
export function readEvents(stored: readonly string[]): NotificationEvent[] {
  return notificationEvents.filter((event) => stored.includes(event));
}
