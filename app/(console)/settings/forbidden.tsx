import { RoleNeeded } from "@/components/members/role-needed";
import { SettingsHead } from "@/components/settings/settings-head";
import { Page } from "@/components/ui/page-header";
import { currentSession } from "@/lib/auth/current-session";

/** What `requireRole("admin")` shows. */
export default async function SettingsForbidden() {
  return (
    <Page>
      <SettingsHead />
      <RoleNeeded needed="admin" own={(await currentSession())?.user.role} />
    </Page>
  );
}
