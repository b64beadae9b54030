import type { Metadata } from "next";
import { ApiHowTo } from "@/components/settings/api-how-to";
import { Applications } from "@/components/settings/applications";
import { SettingsHead } from "@/components/settings/settings-head";
import { Page } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { listApplications } from "@/lib/applications/service";
import { requireRole } from "@/lib/auth/current-session";
import { env } from "@/lib/env";

export const metadata: Metadata = { title: "API applications" };

export default async function ApplicationsPage() {
  const scope = await requireRole("owner");
  return (
    <Page>
      <SettingsHead />
      <Section
        title="API applications"
        description="Programs reach this workspace with a client id and secret. Deleting an application ends its tokens at once."
      >
        <Applications applications={await listApplications(scope)} />
      </Section>
      <Section
        title="Using the API"
        description="An access token for the client id and secret, then any request with it."
      >
        <ApiHowTo apiUrl={`${env().publicUrl}/api/public/v1`} />
      </Section>
    </Page>
  );
}
