import type { NotificationEvent } from "./events";

export const channelKinds = ["webhook", "email", "slack"] as const;

export type ChannelKind = (typeof channelKinds)[number];

/** How many channels a workspace may have. */
export const maxChannels = 50;

/** What a receiver said, in words a person can act on. */
export interface Answer {
  delivered: boolean;
  words: string;
  /** It asks to be left alone for so long. */
  retryAfterMs?: number;
}

export interface DeliveryView {
  id: string;
  event: NotificationEvent;
  title: string;
  status: "pending" | "delivered" | "failed";
  attempts: number;
  error: string | null;
  createdAt: Date;
  settledAt: Date | null;
}

export interface ChannelView {
  id: string;
  name: string;
  kind: ChannelKind;
  /** Without its secrets; those that are stored are named by `secrets`. */
  config: Record<string, unknown>;
  secrets: string[];
  events: NotificationEvent[];
  enabled: boolean;
  revision: number;
  /** The last ones, newest first. */
  deliveries: DeliveryView[];
}

export interface CreatedChannel {
  id: string;
  name: string;
  /** A webhook's secret where the console has made it: shown once. */
  madeSecret: string | null;
}
