import type { ReactNode } from "react";
import { LinkTabs } from "@/components/ui/link-tabs";
import { PageHeader } from "@/components/ui/page-header";
import * as text from "@/text/profile";

const tabs = [
  { href: "/profile", label: text.overviewTab },
  { href: "/profile/tokens", label: text.tokensTab },
];

export function ProfileHead({ name, action }: { name: string; action?: ReactNode }) {
  return <PageHeader title={name} action={action} tabs={<LinkTabs label={text.title} tabs={tabs} />} />;
}
