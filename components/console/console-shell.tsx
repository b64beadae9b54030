"use client";

import { Compass, KeyRound, Monitor, Moon, Sun, UserRound } from "lucide-react";
import type { ReactNode } from "react";
import { OwnRoleProvider } from "@/components/shell/only-for";
import { AppShell, type Health } from "@/components/shell/app-shell";
import { consoleSections, type Attention } from "@/components/shell/sections";
import { applyTheme } from "@/components/shell/theme-menu";
import { hasRole, type Role } from "@/lib/auth/roles";
import { signOut } from "@/lib/auth/client";
import { searchConsole } from "./search-console";

export interface ConsoleShellProps {
  workspace: string;
  account: { name: string; email: string };
  role: Role;
  attention: Attention;
  health: Health;
  /** Whether the way in stands in the rail. It is found by ⌘K and from the profile all the same. */
  showsOnboarding: boolean;
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
  {
    id: "notifications",
    title: "Notifications",
    group: "Go to",
    href: "/settings/notifications",
    keywords: ["webhook", "e-mail", "slack"],
  },
  { id: "audit", title: "Audit log", group: "Go to", href: "/settings/audit" },
  { id: "system", title: "System", group: "Go to", href: "/settings/system", keywords: ["health", "backup"] },
];

const onboarding = {
  id: "go:/onboarding",
  title: "Onboarding",
  group: "Go to",
  href: "/onboarding",
  icon: <Compass strokeWidth={1.75} />,
  keywords: ["get started", "sample"],
};

const themes = [
  { theme: "light", title: "Light theme", icon: <Sun strokeWidth={1.75} /> },
  { theme: "dark", title: "Dark theme", icon: <Moon strokeWidth={1.75} /> },
  { theme: "system", title: "Theme of the system", icon: <Monitor strokeWidth={1.75} /> },
] as const;

const themeCommands = themes.map(({ theme, ...shown }) => ({
  ...shown,
  id: `theme:${theme}`,
  group: "Theme",
  run: () => applyTheme(theme),
}));

/** The shell with this console's sections, commands and account. */
export function ConsoleShell({
  workspace,
  account,
  role,
  attention,
  health,
  showsOnboarding,
  children,
}: ConsoleShellProps) {
  const may = (needed: Role) => hasRole({ kind: "user", id: "", role }, needed);
  const sections = consoleSections(attention).filter(
    (section) =>
      (!section.role || may(section.role)) && (showsOnboarding || section.href !== onboarding.href),
  );
  const commands = [...(may("editor") ? creating : []), ...going, ...themeCommands];
  return (
    <OwnRoleProvider role={role}>
      <AppShell
        workspace={workspace}
        sections={sections}
        health={health}
        commands={showsOnboarding ? commands : [...commands, onboarding]}
        search={searchConsole}
        account={{
          ...account,
          links: [
            { href: "/profile", label: "Profile", icon: <UserRound strokeWidth={1.75} /> },
            { href: "/profile/tokens", label: "API keys", icon: <KeyRound strokeWidth={1.75} /> },
            { href: "/onboarding", label: "Onboarding", icon: onboarding.icon },
          ],
          onSignOut: signOut,
        }}
      >
        {children}
      </AppShell>
    </OwnRoleProvider>
  );
}
