import { randomUUID } from "node:crypto";
import { db, type Prisma } from "@/lib/db";
import { log } from "@/lib/log";
import { redactText } from "@/lib/secrets/redact";
import { SecretsUnreadableError } from "@/lib/secrets/seal";
import { send } from "./channels/send";
import { messageSchema } from "./message";
import type { Answer } from "./view";
import { openChannel } from "./stored-channel";

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
/** Waits between the attempts; after the last one the delivery has failed, some eight hours after the first. */
export const backoffMs = [
  5 * secondMs,
  30 * secondMs,
  2 * minuteMs,
  10 * minuteMs,
  30 * minuteMs,
  hourMs,
  2 * hourMs,
  4 * hourMs,
];
/** Longer than any receiver is waited for. */
const maxHoldMs = 60_000;

/** `ended`: it is delivered, gone, or in other hands. */
export type AttemptOutcome =
  { outcome: "delivered" | "failed" | "ended" } | { outcome: "retry"; afterMs: number };

/**
 * Tries a delivery of the outbox once. The row is held while it is sent, so that of several at once one sends; where the
 * process dies, the row is free again and the next attempt sends anew, under the same delivery id. Throws for faults of
 * the console alone.
 */
export function attemptDelivery(deliveryId: string): Promise<AttemptOutcome> {
  return db().$transaction(
    async (tx) => {
      const held = await tx.$queryRaw<{ id: string }[]>`
        SELECT id FROM notification_delivery
        WHERE id = ${deliveryId}::uuid AND status = 'pending' FOR UPDATE SKIP LOCKED`;
      if (held.length === 0) return { outcome: "ended" };
      const delivery = await tx.notificationDelivery.findUniqueOrThrow({
        where: { id: deliveryId },
        include: { channel: true },
      });
      const attempts = delivery.attempts + 1;
      const { answer, isLast } = await sendOnce(delivery);
      const afterMs = isLast ? undefined : backoffMs[attempts - 1];
      const outcome = answer.delivered ? "delivered" : afterMs === undefined ? "failed" : "pending";
      await tx.notificationDelivery.update({
        where: { id: deliveryId },
        data: {
          status: outcome,
          attempts,
          error: answer.delivered ? null : answer.words,
          settledAt: outcome === "pending" ? null : new Date(),
        },
      });
      if (outcome !== "pending" || afterMs === undefined)
        return { outcome: outcome === "delivered" ? "delivered" : "failed" };
      return { outcome: "retry", afterMs: Math.max(afterMs, answer.retryAfterMs ?? 0) };
    },
    { timeout: maxHoldMs },
  );
}

type LoadedDelivery = Prisma.NotificationDeliveryGetPayload<{ include: { channel: true } }>;

/** `isLast`: nothing that another attempt could change stands in the way. */
async function sendOnce({
  id,
  message,
  channel,
}: LoadedDelivery): Promise<{ answer: Answer; isLast: boolean }> {
  if (!channel.enabled) return refused("The channel was switched off before this could be sent.");
  try {
    const answer = await send(openChannel(channel), messageSchema.parse(message), id);
    return { answer, isLast: false };
  } catch (error) {
    if (error instanceof SecretsUnreadableError) return refused(error.message);
    throw error;
  }
}

function refused(words: string) {
  return { answer: { delivered: false, words }, isLast: true };
}

/** Gives a delivery up whose function has failed by a fault of the console itself, met in every attempt. */
export async function abandonDelivery(deliveryId: string, error: unknown): Promise<void> {
  const errorId = randomUUID();
  log.error("A notification met an unexpected error.", { errorId, deliveryId, error });
  const message = redactText(error instanceof Error ? error.message : String(error));
  await db().notificationDelivery.updateMany({
    where: { id: deliveryId, status: "pending" },
    data: { status: "failed", error: `Unexpected (${errorId}): ${message}`, settledAt: new Date() },
  });
}
