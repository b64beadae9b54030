import { LinkTabs } from "@/components/ui/link-tabs";
import { PageHeader } from "@/components/ui/page-header";

/** Every page of the settings, in this order; each has its own folder below app/(console)/settings. */
const tabs = [
  { href: "/settings", label: "Workspace" },
  { href: "/settings/members", label: "Members" },
  { href: "/settings/notifications", label: "Notifications" },
  { href: "/settings/applications", label: "API applications" },
  { href: "/settings/governance", label: "Governance" },
  { href: "/settings/audit", label: "Audit log" },
  { href: "/settings/system", label: "System" },
];

export function SettingsHead() {
  return <PageHeader title="Settings" tabs={<LinkTabs label="Settings" tabs={tabs} />} />;
}
