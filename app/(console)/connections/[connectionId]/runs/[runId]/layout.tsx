import type { ReactNode } from "react";
import { askedRun } from "@/lib/pages/asked";

interface RunLayoutProps {
  params: Promise<{ connectionId: string; runId: string }>;
  children: ReactNode;
}

export default async function RunLayout({ params, children }: RunLayoutProps) {
  const { connectionId, runId } = await params;
  await askedRun(connectionId, runId);
  return children;
}
