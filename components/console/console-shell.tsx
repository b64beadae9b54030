"use client";

import { KeyRound, UserRound } from "lucide-react";
import type { ReactNode } from "react";
import { OwnRoleProvider } from "@/components/members/only-for";
import { AppShell, type Health } from "@/components/shell/app-shell";
import { consoleSections, type Attention } from "@/components/shell/sections";
import { hasRole, type Role } from "@/lib/auth/roles";
import { signOut } from "@/lib/auth/client";

export interface ConsoleShellProps {
  workspace: string;
  account: { name: string; email: string };
  role: Role;
  attention: Attention;
  health: Health;
  children: ReactNode;
}

/** For those who may set up. */
const creating = [
  { id: "new-source", title: "New source", group: "Create", href: "/sources/new" },
  { id: "new-destination", title: "New destination", group: "Create", href: "/destinations/new" },
  { id: "new-connection", title: "New connection", group: "Create", href: "/connections/new" },
];

const going = [
  { id: "profile", title: "Profile", group: "Go to", href: "/profile" },
  { id: "api-keys", title: "API keys", group: "Go to", href: "/profile/tokens", keywords: ["tokens"] },
  {
    id: "governance",
    title: "Governance",
    group: "Go to",
    href: "/settings/governance",
    keywords: ["policies"],
  },
  {
    id: "members",
    title: "Members",
    group: "Go to",
    href: "/settings/members",
    keywords: ["invite", "roles"],
  },
  { id: "audit", title: "Audit log", group: "Go to", href: "/settings/audit" },
  { id: "system", title: "System", group: "Go to", href: "/settings/system", keywords: ["health", "backup"] },
];

/** The shell with this console's sections, commands and account. */
export function ConsoleShell({ workspace, account, role, attention, health, children }: ConsoleShellProps) {
  const may = (needed: Role) => hasRole({ kind: "user", id: "", role }, needed);
  return (
    <OwnRoleProvider role={role}>
      <AppShell
        workspace={workspace}
        sections={consoleSections(attention).filter((section) => !section.role || may(section.role))}
        health={health}
        commands={may("editor") ? [...creating, ...going] : going}
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
    </OwnRoleProvider>
  );
}
