import { RoleNeeded } from "@/components/members/role-needed";
import { SettingsHead } from "@/components/settings/settings-head";
import { Page } from "@/components/ui/page-header";
import { currentSession } from "@/lib/auth/current-session";

/** What `requireRole("owner")` shows. */
export default async function ApplicationsForbidden() {
  return (
    <Page>
      <SettingsHead />
      <RoleNeeded needed="owner" own={(await currentSession())?.user.role} />
    </Page>
  );
}
