import { Mail, MessageSquare, Webhook } from "lucide-react";
import type { ReactNode } from "react";
import { formatList } from "@/components/ui/format";
import type { ChannelKind } from "@/lib/notifications/view";
import * as text from "@/text/notifications";

export const kindIcons: Record<ChannelKind, ReactNode> = {
  webhook: <Webhook strokeWidth={1.75} />,
  email: <Mail strokeWidth={1.75} />,
  slack: <MessageSquare strokeWidth={1.75} />,
};

/** Where a channel's messages go, as far as it is no secret. */
export function targetOf({ kind, config }: { kind: ChannelKind; config: Record<string, unknown> }): string {
  switch (kind) {
    case "webhook":
      return String(config.url ?? "");
    case "email":
      return Array.isArray(config.to) ? formatList(config.to) : "";
    case "slack":
      return text.incomingWebhook;
  }
}
