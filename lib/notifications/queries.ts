import { db, type NotificationChannel, type NotificationDelivery } from "@/lib/db";
import type { Scope } from "@/lib/workspaces/scope";
import { readEvents, type NotificationEvent } from "./events";
import { messageSchema } from "./message";
import type { ChannelView, DeliveryView } from "./view";
import { secretsOf } from "./stored-channel";

/** How many deliveries of each channel are shown. */
export const shownDeliveries = 20;

/** The workspace's channels by name, each with its last deliveries, without any secret. */
export async function listChannels({ workspaceId }: Scope): Promise<ChannelView[]> {
  const channels = await db().notificationChannel.findMany({
    where: { workspaceId },
    include: { deliveries: { orderBy: [{ createdAt: "desc" }, { id: "desc" }], take: shownDeliveries } },
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
  return channels.map(toView);
}

function toView({
  deliveries,
  ...channel
}: NotificationChannel & { deliveries: NotificationDelivery[] }): ChannelView {
  const { id, name, kind, config, events, enabled, revision, sealedSecrets } = channel;
  const secrets = secretsOf[kind].flat();
  const shown = Object.entries(config as Record<string, unknown>).filter(
    ([field]) => !secrets.includes(field),
  );
  return {
    id,
    name,
    kind,
    config: Object.fromEntries(shown),
    secrets: sealedSecrets === null ? [] : secrets,
    events: readEvents(events),
    enabled,
    revision,
    deliveries: deliveries.map(toDeliveryView),
  };
}

function toDeliveryView(delivery: NotificationDelivery): DeliveryView {
  const { id, event, message, status, attempts, error, createdAt, settledAt } = delivery;
  const { title } = messageSchema.parse(message);
  return {
    id,
    event: event as NotificationEvent,
    title,
    status,
    attempts,
    error,
    createdAt,
    settledAt,
  };
}
