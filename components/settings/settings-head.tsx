import { LinkTabs } from "@/components/ui/link-tabs";
import { PageHeader } from "@/components/ui/page-header";

const tabs = [
  { href: "/settings", label: "General" },
  { href: "/settings/notifications", label: "Notifications" },
  { href: "/settings/governance", label: "Governance" },
];

export function SettingsHead() {
  return <PageHeader title="Settings" tabs={<LinkTabs label="Settings" tabs={tabs} />} />;
}
