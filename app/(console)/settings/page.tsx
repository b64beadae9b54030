import type { Metadata } from "next";
import { Applications } from "@/components/settings/applications";
import { ApiHowTo } from "@/components/settings/api-how-to";
import { PasswordForm } from "@/components/settings/password-form";
import { SettingsHead } from "@/components/settings/settings-head";
import { ThemeSetting } from "@/components/settings/theme-setting";
import { WorkspaceForm } from "@/components/settings/workspace-form";
import { Page } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { listApplications } from "@/lib/applications/service";
import { requireSession } from "@/lib/auth/current-session";
import { hasRole } from "@/lib/auth/roles";
import { env } from "@/lib/env";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const { scope, user, workspace } = await requireSession();
  const isOwner = hasRole(scope.actor, "owner");
  const apiUrl = `${env().publicUrl}/api/public/v1`;
  const applications = isOwner ? await listApplications(scope) : [];
  return (
    <Page>
      <SettingsHead />
      <Section title="Workspace">
        <WorkspaceForm name={workspace.name} canRename={hasRole(scope.actor, "admin")} />
      </Section>
      <Section
        title="Password"
        description={`Of ${user.email}. Changing it ends your sessions in all other browsers.`}
      >
        <PasswordForm email={user.email} />
      </Section>
      <Section title="Appearance">
        <ThemeSetting />
      </Section>
      {isOwner && (
        <Section
          title="API applications"
          description="Programs reach this workspace with a client id and secret. Deleting an application ends its tokens at once."
        >
          <Applications applications={applications} />
        </Section>
      )}
      <Section
        title="Using the API"
        description="An access token for the client id and secret, then any request with it."
      >
        <ApiHowTo apiUrl={apiUrl} />
      </Section>
    </Page>
  );
}
