import { env } from "@/lib/env";
import type { NotificationMessage } from "../message";
import { webhookPayload } from "../render";
import type { WebhookConfig } from "../schema";
import type { Answer } from "../view";
import { signBody } from "../signature";
import { postJson, silenceText, statusText } from "./post-json";

/** Headers of every request besides the signature: what it is about, and which delivery it is when it is sent again. */
export async function sendToWebhook(
  { url, secret }: WebhookConfig,
  message: NotificationMessage,
  deliveryId: string,
): Promise<Answer> {
  const body = JSON.stringify(webhookPayload(message, env().publicUrl));
  const headers = {
    "sluice-event": message.event,
    "sluice-delivery": deliveryId,
    "sluice-signature": signBody(secret, body, new Date()),
  };
  try {
    const posted = await postJson(url, body, headers);
    const { status, location, retryAfterMs } = posted;
    if (status >= 200 && status < 300)
      return { delivered: true, words: `It answered ${statusText(posted)}.` };
    if (status >= 300 && status < 400)
      return {
        delivered: false,
        words: `It redirects to ${location ?? "nowhere"}. Give the address it ends at.`,
      };
    return {
      delivered: false,
      words: `It answered ${statusText(posted)}. Only 2xx counts as delivered.`,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
  } catch (error) {
    return { delivered: false, words: silenceText(url, error) };
  }
}
