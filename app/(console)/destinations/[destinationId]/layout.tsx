import type { ReactNode } from "react";
import { askedDestination } from "@/lib/pages/asked";

interface DestinationLayoutProps {
  params: Promise<{ destinationId: string }>;
  children: ReactNode;
}

export default async function DestinationLayout({ params, children }: DestinationLayoutProps) {
  await askedDestination((await params).destinationId);
  return children;
}
