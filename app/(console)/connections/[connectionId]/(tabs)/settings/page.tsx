import type { Metadata } from "next";
import { Suspense } from "react";
import { ConnectionHead } from "@/components/connections/connection-head";
import { DeleteConnection } from "@/components/connections/delete-connection";
import { GeneralForm } from "@/components/connections/general-form";
import { PolicyForm } from "@/components/connections/policy-form";
import { StartOver } from "@/components/connections/start-over";
import { ConnectionEvents } from "@/components/notifications/connection-events";
import { OnlyFor } from "@/components/shell/only-for";
import { LoadingTable } from "@/components/ui/loading-page";
import { Page } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { requireScope } from "@/lib/auth/current-session";
import { faceFor } from "@/lib/connections/editor";
import { listMutedEvents } from "@/lib/notifications/mute";
import { askedConnection } from "@/lib/pages/asked";
import * as text from "@/text/connection-settings";
import { Generations } from "./generations";
import { State } from "./state";

export const metadata: Metadata = { title: text.title };

interface ConnectionSettingsPageProps {
  params: Promise<{ connectionId: string }>;
  searchParams: Promise<{ stream?: string | string[] }>;
}

export default async function ConnectionSettingsPage({ params, searchParams }: ConnectionSettingsPageProps) {
  const scope = await requireScope();
  const connection = await askedConnection((await params).connectionId);
  const { id, revision, name, schedule, status } = connection;
  const { objects: _, ...policies } = connection.policies;
  const { stream } = await searchParams;
  return (
    <Page>
      <ConnectionHead
        connection={connection}
        source={faceFor("source", connection.source.connector)}
        destination={faceFor("destination", connection.destination.connector)}
      />
      <Section title={text.nameAndSchedule}>
        <GeneralForm id={id} revision={revision} name={name} schedule={schedule} />
      </Section>
      <Section title={text.changesAndLimits} description={text.changesAndLimitsMeaning}>
        <PolicyForm id={id} revision={revision} policies={policies} />
      </Section>
      <Section title={text.notifications}>
        <ConnectionEvents connectionId={id} muted={await listMutedEvents(scope, id)} />
      </Section>
      <Section title={text.generations} description={text.generationsMeaning}>
        <Suspense fallback={<LoadingTable label={text.loadingGenerations} columns={4} rows={2} framed />}>
          <Generations connection={connection} wanted={stream} />
        </Suspense>
      </Section>
      <Section title={text.state} description={text.stateMeaning}>
        <Suspense fallback={<LoadingTable label={text.loadingState} columns={4} rows={3} framed />}>
          <State connection={{ id, name }} />
        </Suspense>
      </Section>
      <OnlyFor role="editor">
        <Section title={text.startOver} description={text.startOverMeaning}>
          <StartOver connection={{ id, name, isActive: status === "active" }} />
        </Section>
        <Section title={text.deleteSection} description={text.tablesStay}>
          <DeleteConnection id={id} name={name} />
        </Section>
      </OnlyFor>
    </Page>
  );
}
