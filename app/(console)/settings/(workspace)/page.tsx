import type { Metadata } from "next";
import { SettingsHead } from "@/components/settings/settings-head";
import { WorkspaceFacts } from "@/components/settings/workspace-facts";
import { WorkspaceForm } from "@/components/settings/workspace-form";
import { Page } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { requireScope } from "@/lib/auth/current-session";
import { getWorkspace } from "@/lib/workspaces/service";
import * as text from "@/text/settings";

export const metadata: Metadata = { title: text.title };

export default async function SettingsPage() {
  const scope = await requireScope();
  const { id, name, createdAt } = await getWorkspace(scope);
  return (
    <Page>
      <SettingsHead />
      <Section title={text.nameTitle}>
        <WorkspaceForm name={name} />
      </Section>
      <Section title={text.factsTitle}>
        <WorkspaceFacts id={id} createdAt={createdAt} />
      </Section>
    </Page>
  );
}
