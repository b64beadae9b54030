import type { Metadata } from "next";
import { ApiHowTo } from "@/components/settings/api-how-to";
import { Applications } from "@/components/settings/applications";
import { SettingsHead } from "@/components/settings/settings-head";
import { Page } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { listApplications } from "@/lib/applications/service";
import { requireRole } from "@/lib/auth/current-session";
import { env } from "@/lib/env";
import * as text from "@/text/applications";

export const metadata: Metadata = { title: text.title };

export default async function ApplicationsPage() {
  const scope = await requireRole("owner");
  return (
    <Page>
      <SettingsHead />
      <Section title={text.title} description={text.about}>
        <Applications applications={await listApplications(scope)} />
      </Section>
      <Section title={text.howToTitle} description={text.howToAbout}>
        <ApiHowTo apiUrl={`${env().publicUrl}/api/public/v1`} />
      </Section>
    </Page>
  );
}
