"use client";

import { KeyRound } from "lucide-react";
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

const newThings = [
  { id: "new-source", title: "New source", group: "Create", href: "/sources/new" },
  { id: "new-destination", title: "New destination", group: "Create", href: "/destinations/new" },
  { id: "new-connection", title: "New connection", group: "Create", href: "/connections/new" },
];

/** The shell with this console's sections, commands and account. */
export function ConsoleShell({ workspace, account, attention, health, children }: ConsoleShellProps) {
  return (
    <AppShell
      workspace={workspace}
      sections={consoleSections(attention)}
      health={health}
      commands={newThings}
      account={{
        ...account,
        links: [{ href: "/settings", label: "Account and API keys", icon: <KeyRound strokeWidth={1.75} /> }],
        onSignOut: signOut,
      }}
    >
      {children}
    </AppShell>
  );
}
