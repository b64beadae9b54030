import type { ReactNode } from "react";
import { LinkTabs } from "@/components/ui/link-tabs";
import { PageHeader } from "@/components/ui/page-header";

const tabs = [
  { href: "/profile", label: "Overview" },
  { href: "/profile/tokens", label: "Tokens" },
];

export function ProfileHead({ name, action }: { name: string; action?: ReactNode }) {
  return <PageHeader title={name} action={action} tabs={<LinkTabs label="Profile" tabs={tabs} />} />;
}
