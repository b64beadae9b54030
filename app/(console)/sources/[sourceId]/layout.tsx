import type { ReactNode } from "react";
import { askedSource } from "@/lib/pages/asked";

interface SourceLayoutProps {
  params: Promise<{ sourceId: string }>;
  children: ReactNode;
}

export default async function SourceLayout({ params, children }: SourceLayoutProps) {
  await askedSource((await params).sourceId);
  return children;
}
