import { z } from "zod";
import { notificationEvents } from "./events";

const end = z.object({
  id: z.string(),
  name: z.string(),
  /** Id of the connector. */
  connector: z.string(),
});

const run = z.object({
  id: z.string(),
  number: z.int(),
  kind: z.string(),
  trigger: z.string(),
  status: z.string(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  rowsRead: z.number(),
  rowsWritten: z.number(),
  /** Bytes that were read. */
  bytes: z.number(),
  quarantinedRows: z.number(),
  /** What kind of failure, and at which stream. The connector's own words stay in the console: they may quote a row. */
  failure: z.object({ kind: z.string(), stream: z.string().nullable() }).nullable(),
});

/**
 * What a channel is told, as it stands in the outbox. It holds no address, since the console's may change before it is
 * sent, and neither a secret nor a row's value.
 */
export const messageSchema = z.object({
  version: z.literal(1),
  event: z.enum([...notificationEvents, "test"]),
  /** Names what happened: the same occasion reaches a channel once. */
  occasion: z.string(),
  at: z.iso.datetime(),
  title: z.string(),
  text: z.string(),
  workspace: z.object({ id: z.string(), name: z.string() }),
  connection: z.object({ id: z.string(), name: z.string(), source: end, destination: end }).nullable(),
  run: run.nullable(),
  /** How long a connection has been failing, where it is or was. */
  trouble: z.object({ failedRuns: z.int(), since: z.iso.datetime() }).nullable(),
  /** The console's page about it, below its public address. */
  path: z.string(),
});

export type NotificationMessage = z.infer<typeof messageSchema>;
export type ConnectionFacts = NonNullable<NotificationMessage["connection"]>;
export type RunFacts = NonNullable<NotificationMessage["run"]>;
export type TroubleFacts = NonNullable<NotificationMessage["trouble"]>;
