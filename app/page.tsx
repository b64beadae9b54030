import { redirect } from "next/navigation";
import { requireScope } from "@/lib/auth/current-session";
import { listConnections } from "@/lib/connections/queries";

export default async function HomePage() {
  const { total } = await listConnections(await requireScope(), { limit: 1 });
  redirect(total === 0 ? "/onboarding" : "/connections");
}
