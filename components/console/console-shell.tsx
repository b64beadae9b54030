"use client";

import { KeyRound, UserRound } from "lucide-react";
import type { ReactNode } from "react";
import { AppShell, type Health } from "@/components/shell/app-shell";
import { consoleSections, type Attention } from "@/components/shell/sections";
import { signOut } from "@/lib/auth/client";

export interface ConsoleShellProps {
  workspace: string;
  account: { name: string; email: string };
  attention: Attention;
  health: Health;
  children: ReactNode;
}

const commands = [
  { id: "new-source", title: "New source", group: "Create", href: "/sources/new" },
  { id: "new-destination", title: "New destination", group: "Create", href: "/destinations/new" },
  { id: "new-connection", title: "New connection", group: "Create", href: "/connections/new" },
  { id: "profile", title: "Profile", group: "Go to", href: "/profile" },
  { id: "api-keys", title: "API keys", group: "Go to", href: "/profile/tokens", keywords: ["tokens"] },
  {
    id: "governance",
    title: "Governance",
    group: "Go to",
    href: "/settings/governance",
    keywords: ["policies"],
  },
];

/** The shell with this console's sections, commands and account. */
export function ConsoleShell({ workspace, account, attention, health, children }: ConsoleShellProps) {
  return (
    <AppShell
      workspace={workspace}
      sections={consoleSections(attention)}
      health={health}
      commands={commands}
      account={{
        ...account,
        links: [
          { href: "/profile", label: "Profile", icon: <UserRound strokeWidth={1.75} /> },
          { href: "/profile/tokens", label: "API keys", icon: <KeyRound strokeWidth={1.75} /> },
        ],
        onSignOut: signOut,
      }}
    >
      {children}
    </AppShell>
  );
}
