import { db, type Prisma } from "@/lib/db";
import { log } from "@/lib/log";
import { runtime } from "@/lib/runtime";
import { readEvents, type NotificationEvent } from "./events";
import type { NotificationMessage } from "./message";

/** Something to tell, under the name of an event. */
export type Notice = NotificationMessage & { event: NotificationEvent };

/** A delivery that waits in the outbox, and the channel it is for. */
export interface StoredDelivery {
  id: string;
  channelId: string;
  workspaceId: string;
}

export interface Told {
  workspaceId: string;
  /** What the connection is silent about. */
  muted?: readonly string[];
  /**
   * What happened, each thing under all the events it is, the most telling first. A program that listens to several of
   * them gets each, since it may wait for any; people get the first they have chosen.
   */
  happened: Notice[][];
}

/** Channels of the workspace that are on and listen to any of these events. */
export async function listeners(
  tx: Prisma.TransactionClient,
  workspaceId: string,
  events: readonly NotificationEvent[],
) {
  return tx.notificationChannel.findMany({
    where: { workspaceId, enabled: true, events: { hasSome: [...events] } },
    select: { id: true, kind: true, events: true },
  });
}

type Listener = Awaited<ReturnType<typeof listeners>>[number];

/**
 * Puts what happened into the outbox, in the transaction in which it happens. An occasion that a channel already has is
 * left out, so that it may be told again. What it answers goes to `sendDeliveries` once the transaction is through; where
 * the process dies in between, `resumeDeliveries` finds it.
 */
export async function storeNotices(tx: Prisma.TransactionClient, told: Told): Promise<StoredDelivery[]> {
  const { workspaceId, muted = [], happened } = told;
  const audible = happened.map((notices) => notices.filter(({ event }) => !muted.includes(event)));
  const events = audible.flat().map(({ event }) => event);
  if (events.length === 0) return [];
  const channels = await listeners(tx, workspaceId, events);
  const data = channels.flatMap((channel) =>
    audible.flatMap((notices) =>
      noticesFor(channel, notices).map((notice) => ({
        channelId: channel.id,
        occasion: notice.occasion,
        event: notice.event,
        message: notice,
      })),
    ),
  );
  if (data.length === 0) return [];
  const stored = await tx.notificationDelivery.createManyAndReturn({
    data,
    skipDuplicates: true,
    select: { id: true, channelId: true },
  });
  return stored.map((delivery) => ({ ...delivery, workspaceId }));
}

/** Of one thing that happened, what a channel is told. */
function noticesFor({ kind, events }: Pick<Listener, "kind" | "events">, notices: Notice[]): Notice[] {
  const chosen = readEvents(events);
  const wanted = notices.filter(({ event }) => chosen.includes(event));
  return kind === "webhook" ? wanted : wanted.slice(0, 1);
}

/**
 * Has deliveries of the outbox sent. Never throws: what happened has happened, and what cannot be handed over now is
 * found by `resumeDeliveries`.
 */
export async function sendDeliveries(deliveries: StoredDelivery[]): Promise<void> {
  if (deliveries.length === 0) return;
  try {
    await runtime().send(
      deliveries.map(({ id, channelId, workspaceId }) => ({
        name: "notification/stored" as const,
        data: { workspaceId, channelId, deliveryId: id },
      })),
    );
  } catch (error) {
    log.warn("Notifications could not be handed over; they are looked for again.", {
      deliveries: deliveries.length,
      error,
    });
  }
}

/** A delivery that was stored so long ago without an end may have lost its event. */
const strayAfterMs = 120_000;
const maxAtOnce = 1_000;

/** Sends again for what waits in the outbox; the function's singleton drops it where somebody is at it. */
export async function resumeDeliveries(now: Date): Promise<{ resumed: number }> {
  const waiting = await db().notificationDelivery.findMany({
    where: { status: "pending", createdAt: { lt: new Date(now.getTime() - strayAfterMs) } },
    select: { id: true, channelId: true, channel: { select: { workspaceId: true } } },
    orderBy: { createdAt: "asc" },
    take: maxAtOnce,
  });
  await sendDeliveries(
    waiting.map(({ id, channelId, channel }) => ({ id, channelId, workspaceId: channel.workspaceId })),
  );
  return { resumed: waiting.length };
}

const dayMs = 86_400_000;
const keepDays = 30;

/** Lets go of deliveries that have had their time. May be repeated. */
export async function pruneDeliveries(now: Date): Promise<{ pruned: number }> {
  const { count } = await db().notificationDelivery.deleteMany({
    where: { status: { not: "pending" }, createdAt: { lt: new Date(now.getTime() - keepDays * dayMs) } },
  });
  return { pruned: count };
}
