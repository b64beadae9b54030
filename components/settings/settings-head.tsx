import { LinkTabs } from "@/components/ui/link-tabs";
import { PageHeader } from "@/components/ui/page-header";
import * as text from "@/text/settings";

/** Every page of the settings, in this order; each has its own folder below app/(console)/settings. */
const tabs = [
  { href: "/settings", label: text.workspaceTab },
  { href: "/settings/members", label: text.membersTab },
  { href: "/settings/notifications", label: text.notificationsTab },
  { href: "/settings/applications", label: text.applicationsTab },
  { href: "/settings/governance", label: text.governanceTab },
  { href: "/settings/audit", label: text.auditTab },
  { href: "/settings/system", label: text.systemTab },
];

export function SettingsHead() {
  return <PageHeader title={text.title} tabs={<LinkTabs label={text.title} tabs={tabs} />} />;
}
