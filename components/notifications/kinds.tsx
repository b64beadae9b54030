import { Mail, MessageSquare, Webhook } from "lucide-react";
import type { ReactNode } from "react";
import type { ChannelKind } from "@/lib/notifications/view";

interface KindWords {
  label: string;
  /** Of the dialog that adds one. */
  add: string;
  description: string;
  icon: ReactNode;
}

export const kindWords: Record<ChannelKind, KindWords> = {
  webhook: {
    label: "Webhook",
    add: "Add webhook channel",
    description: "A signed JSON request to a program of yours.",
    icon: <Webhook strokeWidth={1.75} />,
  },
  email: {
    label: "E-mail",
    add: "Add e-mail channel",
    description: "By your own mail server, to up to 50 addresses.",
    icon: <Mail strokeWidth={1.75} />,
  },
  slack: {
    label: "Slack",
    add: "Add Slack channel",
    description: "To the channel of an incoming webhook.",
    icon: <MessageSquare strokeWidth={1.75} />,
  },
};

/** Where a channel's messages go, as far as it is no secret. */
export function targetOf({ kind, config }: { kind: ChannelKind; config: Record<string, unknown> }): string {
  switch (kind) {
    case "webhook":
      return String(config.url ?? "");
    case "email":
      return Array.isArray(config.to) ? config.to.join(", ") : "";
    case "slack":
      return "Incoming webhook";
  }
}
