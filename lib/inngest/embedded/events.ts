import { z } from "zod";
import { EventRejectedError } from "./errors";
import { createId, createSeededId } from "./ids";

/** An event as functions see it. */
export interface ReceivedEvent {
  /** The sender's id, or the executor's own when the sender gave none. */
  id: string;
  name: string;
  data: Record<string, unknown>;
  /** Milliseconds. A run of an event from the future starts at that time. */
  ts: number;
  user?: unknown;
  v?: unknown;
  meta?: unknown;
}

export interface StoredEvent {
  /** Fresh for every event received. */
  id: string;
  /** The sender's id, by which events are de-duplicated. */
  senderId: string | undefined;
  event: ReceivedEvent;
  /** `event` as JSON text. */
  payload: string;
  /** When its runs may start. */
  dueMs: number;
}

export const eventLimits = { maxBytes: 3 * 1024 * 1024, maxPerSend: 5_000 };

/** Names of the events that runs themselves give rise to. */
export const systemEvents = {
  failed: "inngest/function.failed",
  finished: "inngest/function.finished",
  cancelled: "inngest/function.cancelled",
  invoked: "inngest/function.invoked",
  cronTick: "inngest/scheduled.timer",
} as const;

const eventSchema = z.object({
  name: z
    .string()
    .min(1)
    .refine((name) => !name.includes("\0"), "must not contain a NUL character"),
  id: z.string().nullish(),
  data: z.record(z.string(), z.unknown()).nullish(),
  ts: z.number().nullish(),
  user: z.unknown().optional(),
  v: z.unknown().optional(),
  meta: z.unknown().optional(),
});

export interface AcceptOptions {
  /** The executor's time. */
  nowMs: number;
  /** The time of this machine, with which the SDK stamps events: it may be ahead of the executor's. */
  machineMs: number;
  /** The SDK's seed: a repeated send with the same seed gets the same ids. */
  seed?: string | null;
}

/** Parses what a sender gave: one event or many. Throws EventRejectedError for the first that cannot be taken. */
export function acceptEvents(input: unknown, options: AcceptOptions): StoredEvent[] {
  const list: unknown[] = Array.isArray(input) ? input : [input];
  if (list.length > eventLimits.maxPerSend) {
    throw new EventRejectedError(
      `A send may carry ${eventLimits.maxPerSend} events, this one has ${list.length}: send them in parts.`,
    );
  }
  return list.map((item, index) => acceptEvent(item, index, options));
}

/** An event that the executor itself gives rise to. */
export function createSystemEvent(
  name: string,
  data: Record<string, unknown>,
  at: { nowMs: number; id?: string; ts?: number },
): StoredEvent {
  const id = createId(at.nowMs);
  const event: ReceivedEvent = { id: at.id ?? id, name, data, ts: at.ts ?? at.nowMs };
  return { id, senderId: at.id, event, payload: JSON.stringify(event), dueMs: at.nowMs };
}

function acceptEvent(item: unknown, index: number, { nowMs, machineMs, seed }: AcceptOptions): StoredEvent {
  const parsed = eventSchema.safeParse(item);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new EventRejectedError(`Event ${index} of the send: ${issue?.path.join(".")} ${issue?.message}.`);
  }
  const { name, data, ts, user, v, meta } = parsed.data;
  const id = seed ? createSeededId(seed, index, nowMs) : createId(nowMs);
  const senderId = parsed.data.id || undefined;
  const event: ReceivedEvent = { id: senderId ?? id, name, data: data ?? {}, ts: ts || nowMs };
  if (user !== undefined) event.user = user;
  if (v !== undefined) event.v = v;
  if (meta !== undefined) event.meta = meta;
  const payload = JSON.stringify(event);
  const bytes = Buffer.byteLength(payload);
  if (bytes > eventLimits.maxBytes) {
    throw new EventRejectedError(
      `Event ${index} of the send ("${name}") has ${bytes} bytes; the limit is ${eventLimits.maxBytes}.`,
    );
  }
  return { id, senderId, event, payload, dueMs: event.ts > Math.max(nowMs, machineMs) ? event.ts : nowMs };
}
