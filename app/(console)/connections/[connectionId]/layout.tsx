import type { ReactNode } from "react";
import { askedConnection } from "@/lib/pages/asked";

interface ConnectionLayoutProps {
  params: Promise<{ connectionId: string }>;
  children: ReactNode;
}

export default async function ConnectionLayout({ params, children }: ConnectionLayoutProps) {
  await askedConnection((await params).connectionId);
  return children;
}
