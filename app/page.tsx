import { redirect } from "next/navigation";
import { requireScope } from "@/lib/auth/current-session";
import { hasRole } from "@/lib/auth/roles";
import { listConnections } from "@/lib/connections/queries";

export default async function HomePage() {
  const scope = await requireScope();
  const { total } = await listConnections(scope, { limit: 1 });
  redirect(total === 0 && hasRole(scope.actor, "editor") ? "/onboarding" : "/connections");
}
