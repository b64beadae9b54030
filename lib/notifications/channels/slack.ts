import { env } from "@/lib/env";
import type { NotificationMessage } from "../message";
import { detailsOf, pairOf } from "../render";
import type { SlackConfig } from "../schema";
import type { Answer } from "../view";
import { postJson, silenceText, statusText } from "./post-json";

/** What Slack answers, and what to do about it. */
const advice: Record<string, string> = {
  no_service: "This webhook is gone: make another in Slack, and enter its address.",
  no_active_hooks: "This webhook is switched off in Slack: make another, and enter its address.",
  invalid_token: "The address is not a webhook's: copy it again from Slack.",
  no_team: "The address is not a webhook's: copy it again from Slack.",
  channel_not_found: "The channel it writes to is gone: make another webhook.",
  channel_is_archived: "The channel it writes to is archived: make another webhook.",
  action_prohibited: "An administrator of Slack does not allow it.",
  posting_to_general_channel_denied: "An administrator of Slack does not allow it in this channel.",
};

export async function sendToSlack({ url }: SlackConfig, message: NotificationMessage): Promise<Answer> {
  try {
    const posted = await postJson(url, JSON.stringify(slackBody(message, env().publicUrl)));
    const { status, text, retryAfterMs } = posted;
    if (status >= 200 && status < 300)
      return { delivered: true, words: `Slack answered ${statusText(posted)}.` };
    return {
      delivered: false,
      words: [`Slack answered ${statusText(posted)}.`, advice[text]].filter(Boolean).join(" "),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
  } catch (error) {
    return { delivered: false, words: silenceText(url, error) };
  }
}

/** `text` is what notifications on a phone show; the blocks what the channel shows. */
export function slackBody(message: NotificationMessage, publicUrl: string) {
  const { title, text, path } = message;
  const pair = pairOf(message);
  const details = detailsOf(message).filter(({ label }) => label !== "Connection");
  return {
    text: escape(`${title}. ${text}`),
    blocks: [
      {
        type: "section",
        text: mrkdwn([`*${escape(title)}*`, ...(pair ? [escape(pair)] : []), escape(text)].join("\n")),
      },
      { type: "section", text: mrkdwn(`<${publicUrl}${path}|Open in Sluice>`) },
      {
        type: "context",
        elements: [mrkdwn(details.map(({ label, value }) => `${label}: ${escape(value)}`).join("\n"))],
      },
    ],
  };
}

/** Slack refuses a block's text beyond 3,000 characters. */
const maxTextLength = 2_900;

function mrkdwn(text: string) {
  return { type: "mrkdwn", text: text.slice(0, maxTextLength) };
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
