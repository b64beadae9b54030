import { db } from "@/lib/db";
import { sendDeliveries, storeNotices } from "./outbox";
import { keyWords } from "./words";

const dayMs = 86_400_000;
const weekMs = 7 * dayMs;
/** A key for a moment is made to expire. */
const minLifeMs = dayMs;

/**
 * Tells once of each API key that expires soon: a week before, or when a tenth of its time is left, whichever is later.
 * May be repeated.
 */
export async function noteExpiringKeys(now: Date): Promise<{ told: number }> {
  const keys = await db().apiKey.findMany({
    where: { revokedAt: null, expiresAt: { gt: now, lte: new Date(now.getTime() + weekMs) } },
    select: {
      id: true,
      name: true,
      createdAt: true,
      expiresAt: true,
      workspace: { select: { id: true, name: true } },
      user: { select: { name: true } },
    },
  });
  let told = 0;
  for (const { id, name, createdAt, expiresAt, workspace, user } of keys) {
    if (!isDue(createdAt, expiresAt, now)) continue;
    const event = "api_key.expires" as const;
    const notice = {
      version: 1 as const,
      event,
      occasion: `${event}:${id}`,
      at: now.toISOString(),
      ...keyWords(name, user.name, expiresAt),
      workspace,
      connection: null,
      run: null,
      trouble: null,
      path: "/profile/tokens",
    };
    const stored = await db().$transaction((tx) =>
      storeNotices(tx, { workspaceId: workspace.id, happened: [[notice]] }),
    );
    await sendDeliveries(stored);
    told += stored.length;
  }
  return { told };
}

function isDue(createdAt: Date, expiresAt: Date, now: Date): boolean {
  const lifeMs = expiresAt.getTime() - createdAt.getTime();
  return lifeMs > minLifeMs && expiresAt.getTime() - now.getTime() <= lifeMs / 10;
}
