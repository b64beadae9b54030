import type { ReactNode } from "react";
import { ConsoleShell } from "@/components/console/console-shell";
import { requireSession } from "@/lib/auth/current-session";
import { countAttention } from "@/lib/workspaces/attention";
import { describeHealth } from "@/lib/workspaces/health";

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const { scope, user, workspace } = await requireSession();
  const [attention, health] = await Promise.all([countAttention(scope), describeHealth()]);
  return (
    <ConsoleShell
      workspace={workspace.name}
      account={{ name: user.name, email: user.email }}
      role={user.role}
      attention={attention}
      health={{ ...health, href: "/settings/system" }}
    >
      {children}
    </ConsoleShell>
  );
}
