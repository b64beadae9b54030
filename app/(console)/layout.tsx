import type { ReactNode } from "react";
import { ConsoleShell } from "@/components/console/console-shell";
import { requireSession } from "@/lib/auth/current-session";
import { showsOnboarding } from "@/lib/onboarding/service";
import { countAttention } from "@/lib/workspaces/attention";
import { describeHealth } from "@/lib/workspaces/health";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const { scope, user, workspace } = await requireSession();
  const [attention, health, isNew] = await Promise.all([
    countAttention(scope),
    describeHealth(),
    showsOnboarding(scope),
  ]);
  return (
    <ConsoleShell
      workspace={workspace.name}
      account={{ name: user.name, email: user.email }}
      role={user.role}
      attention={attention}
      health={{ ...health, href: "/settings/system" }}
      showsOnboarding={isNew}
    >
      {children}
    </ConsoleShell>
  );
}
