"use client";

import { Compass, KeyRound, Monitor, Moon, Sun, UserRound } from "lucide-react";
import type { ReactNode } from "react";
import { OwnRoleProvider } from "@/components/shell/only-for";
import { AppShell, type Health } from "@/components/shell/app-shell";
import { consoleSections, type Attention } from "@/components/shell/sections";
import { applyTheme } from "@/components/shell/theme-menu";
import { hasRole, type Role } from "@/lib/auth/roles";
import { signOut } from "@/lib/auth/client";
import * as healthText from "@/text/health";
import * as text from "@/text/shell";
import { searchConsole } from "./search-console";

export interface ConsoleShellProps {
  workspace: string;
  account: { name: string; email: string };
  role: Role;
  attention: Attention;
  /** Why parts of the console are not well. */
  troubles: (keyof typeof healthText.troubles)[];
  /** Whether the way in stands in the rail. It is found by ⌘K and from the profile all the same. */
  showsOnboarding: boolean;
  children: ReactNode;
}

/** For those who may set up. */
const creating = [
  { id: "new-source", title: text.newSource, group: text.createGroup, href: "/sources/new" },
  { id: "new-destination", title: text.newDestination, group: text.createGroup, href: "/destinations/new" },
  { id: "new-connection", title: text.newConnection, group: text.createGroup, href: "/connections/new" },
];

const going = [
  { id: "profile", title: text.profile, group: text.goToGroup, href: "/profile" },
  {
    id: "api-keys",
    title: text.apiKeys,
    group: text.goToGroup,
    href: "/profile/tokens",
    keywords: text.apiKeysKeywords,
  },
  {
    id: "governance",
    title: text.governance,
    group: text.goToGroup,
    href: "/settings/governance",
    keywords: text.governanceKeywords,
  },
  {
    id: "members",
    title: text.members,
    group: text.goToGroup,
    href: "/settings/members",
    keywords: text.membersKeywords,
  },
  {
    id: "notifications",
    title: text.notifications,
    group: text.goToGroup,
    href: "/settings/notifications",
    keywords: text.notificationsKeywords,
  },
  { id: "audit", title: text.auditLog, group: text.goToGroup, href: "/settings/audit" },
  {
    id: "system",
    title: text.system,
    group: text.goToGroup,
    href: "/settings/system",
    keywords: text.systemKeywords,
  },
];

const onboarding = {
  id: "go:/onboarding",
  title: text.onboarding,
  group: text.goToGroup,
  href: "/onboarding",
  icon: <Compass strokeWidth={1.75} />,
  keywords: text.onboardingKeywords,
};

const themes = [
  { theme: "light", title: text.lightTheme, icon: <Sun strokeWidth={1.75} /> },
  { theme: "dark", title: text.darkTheme, icon: <Moon strokeWidth={1.75} /> },
  { theme: "system", title: text.systemTheme, icon: <Monitor strokeWidth={1.75} /> },
] as const;

const themeCommands = themes.map(({ theme, ...shown }) => ({
  ...shown,
  id: `theme:${theme}`,
  group: text.theme,
  run: () => applyTheme(theme),
}));

/** The shell with this console's sections, commands and account. */
export function ConsoleShell({
  workspace,
  account,
  role,
  attention,
  troubles,
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
        health={healthOf(troubles)}
        commands={showsOnboarding ? commands : [...commands, onboarding]}
        search={searchConsole}
        account={{
          ...account,
          links: [
            { href: "/profile", label: text.profile, icon: <UserRound strokeWidth={1.75} /> },
            { href: "/profile/tokens", label: text.apiKeys, icon: <KeyRound strokeWidth={1.75} /> },
            { href: "/onboarding", label: text.onboarding, icon: onboarding.icon },
          ],
          onSignOut: signOut,
        }}
      >
        {children}
      </AppShell>
    </OwnRoleProvider>
  );
}

function healthOf(troubles: ConsoleShellProps["troubles"]): Health {
  const href = "/settings/system";
  if (troubles.length === 0) return { state: "ok", label: text.allWell, href };
  return { state: "bad", label: troubles.map((trouble) => healthText.troubles[trouble]).join(" "), href };
}
