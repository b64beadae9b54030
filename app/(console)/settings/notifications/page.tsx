import type { Metadata } from "next";
import { Channels } from "@/components/notifications/channels";
import { ReceiverGuide } from "@/components/notifications/receiver-guide";
import { SettingsHead } from "@/components/settings/settings-head";
import { Page } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { requireRole } from "@/lib/auth/current-session";
import { examplePayload } from "@/lib/notifications/test-message";
import { listChannels } from "@/lib/notifications/queries";
import * as text from "@/text/notifications";

export const metadata: Metadata = { title: text.title };

export default async function NotificationsPage() {
  const scope = await requireRole("admin");
  return (
    <Page>
      <SettingsHead />
      <Channels channels={await listChannels(scope)} />
      <Section title={text.receiverTitle} description={text.receiverAbout}>
        <ReceiverGuide payload={examplePayload()} />
      </Section>
    </Page>
  );
}
