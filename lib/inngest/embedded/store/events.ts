import type { ReceivedEvent, StoredEvent } from "../events";
import { timestamp, type Sql } from "./database";

/** Stores events; answers with the ids that were not known before. */
export async function insertEvents(sql: Sql, events: StoredEvent[], nowMs: number): Promise<Set<string>> {
  if (events.length === 0) return new Set();
  const rows = events.map(({ id, event, payload }) => ({ id, name: event.name, payload }));
  const inserted = await sql.query<{ id: string }>(
    `INSERT INTO inngest_events (id, name, payload, received_at)
     SELECT id, name, payload, $2 FROM json_to_recordset($1::json) AS e(id text, name text, payload text)
     ON CONFLICT (id) DO NOTHING RETURNING id`,
    [JSON.stringify(rows), timestamp(nowMs)],
  );
  return new Set(inserted.map((row) => row.id));
}

/** A stored event that has still to take effect: on one function, or (null) on all that it concerns. */
export interface OutboxEntry {
  event: StoredEvent;
  functionId: string | null;
}

export interface NewOutboxEntry {
  eventId: string;
  functionId: string | null;
  dueMs: number;
}

/** Leaves stored events to be dispatched later, by whichever executor comes first. */
export async function insertOutbox(sql: Sql, entries: NewOutboxEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await sql.query(
    `INSERT INTO inngest_outbox (event_id, function_id, due_at) SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[])`,
    [
      entries.map((entry) => entry.eventId),
      entries.map((entry) => entry.functionId ?? ""),
      entries.map((entry) => timestamp(entry.dueMs)),
    ],
  );
}

/** Takes what is due and for these functions, or for any; it is gone for others when the transaction commits. */
export async function takeOutbox(
  sql: Sql,
  { functionIds, nowMs, limit }: { functionIds: string[]; nowMs: number; limit: number },
): Promise<OutboxEntry[]> {
  const rows = await sql.query<{ id: string; payload: string; function_id: string }>(
    `WITH taken AS (
       DELETE FROM inngest_outbox WHERE (event_id, function_id) IN (
         SELECT event_id, function_id FROM inngest_outbox
         WHERE due_at <= $1 AND (function_id = '' OR function_id = ANY($3))
         ORDER BY due_at, event_id LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING event_id, function_id)
     SELECT e.id, e.payload, taken.function_id FROM inngest_events e JOIN taken ON taken.event_id = e.id ORDER BY e.id`,
    [timestamp(nowMs), limit, functionIds],
  );
  return rows.map(({ id, payload, function_id: functionId }) => {
    const event = parsePayload(payload);
    const senderId = event.id === id ? undefined : event.id;
    return {
      event: { id, senderId, event, payload, dueMs: nowMs },
      functionId: functionId === "" ? null : functionId,
    };
  });
}

/** Payloads are written by this package only. */
export function parsePayload(payload: string): ReceivedEvent {
  return JSON.parse(payload) as ReceivedEvent;
}
