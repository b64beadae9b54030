import { db } from "@/lib/db";
import { storeNotices, type Notice, type StoredDelivery } from "@/lib/notifications/outbox";
import { createChannel } from "@/lib/notifications/service";
import type { CreateChannelInput } from "@/lib/notifications/schema";
import { exampleMessage } from "@/lib/notifications/test-message";
import type { Scope } from "@/lib/workspaces/scope";

/** A channel of the workspace, and one delivery that waits for it. */
export async function waitingDelivery(
  scope: Scope,
  channel: Pick<CreateChannelInput, "kind" | "config">,
): Promise<StoredDelivery> {
  const name = crypto.randomUUID();
  const { id } = await createChannel(scope, { name, events: ["run.failed"], ...channel });
  const deliveries = await tell(scope, `occasion of ${name}`);
  const delivery = deliveries.find(({ channelId }) => channelId === id);
  if (!delivery) throw new Error("The channel was not told.");
  return delivery;
}

/** Puts one failure into the outbox of every channel that listens. */
export function tell({ workspaceId }: Scope, occasion: string): Promise<StoredDelivery[]> {
  const notice: Notice = { ...exampleMessage(), event: "run.failed", occasion };
  return db().$transaction((tx) => storeNotices(tx, { workspaceId, happened: [[notice]] }));
}
