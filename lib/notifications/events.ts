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
