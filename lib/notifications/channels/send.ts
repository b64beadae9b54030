import type { NotificationMessage } from "../message";
import type { ChannelConfig } from "../schema";
import type { Answer } from "../view";
import { sendByEmail } from "./email";
import { sendToSlack } from "./slack";
import { sendToWebhook } from "./webhook";

/** Sends once, and says what came back; never throws for what the receiver or the way to it did. */
export function send(
  channel: ChannelConfig,
  message: NotificationMessage,
  deliveryId: string,
): Promise<Answer> {
  switch (channel.kind) {
    case "webhook":
      return sendToWebhook(channel.config, message, deliveryId);
    case "email":
      return sendByEmail(channel.config, message, deliveryId);
    case "slack":
      return sendToSlack(channel.config, message);
  }
}
