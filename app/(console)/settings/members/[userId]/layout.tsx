import type { ReactNode } from "react";
import { requireRole } from "@/lib/auth/current-session";
import { askedMember } from "@/lib/pages/asked";

interface MemberLayoutProps {
  params: Promise<{ userId: string }>;
  children: ReactNode;
}

export default async function MemberLayout({ params, children }: MemberLayoutProps) {
  await requireRole("admin");
  await askedMember((await params).userId);
  return children;
}
