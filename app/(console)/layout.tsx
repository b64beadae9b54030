import type { ReactNode } from "react";
import { ConsoleShell } from "@/components/console/console-shell";
import { requireSession } from "@/lib/auth/current-session";
import { showsOnboarding } from "@/lib/onboarding/service";
import { countAttention } from "@/lib/workspaces/attention";
import { listTroubles } from "@/lib/workspaces/health";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const { scope, user, workspace } = await requireSession();
  const [attention, troubles, isNew] = await Promise.all([
    countAttention(scope),
    listTroubles(),
    showsOnboarding(scope),
  ]);
  return (
    <ConsoleShell
      workspace={workspace.name}
      account={{ name: user.name, email: user.email }}
      role={user.role}
      attention={attention}
      troubles={troubles}
      showsOnboarding={isNew}
    >
      {children}
    </ConsoleShell>
  );
}
