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
import { Generations } from "./generations";
import { State } from "./state";

export const metadata: Metadata = { title: "Settings" };

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
      <Section title="Name and schedule">
        <GeneralForm id={id} revision={revision} name={name} schedule={schedule} />
      </Section>
      <Section title="Changes and limits" description="How runs meet what changes or goes wrong.">
        <PolicyForm id={id} revision={revision} policies={policies} />
      </Section>
      <Section title="Notifications">
        <ConnectionEvents connectionId={id} muted={await listMutedEvents(scope, id)} />
      </Section>
      <Section
        title="Generations"
        description="A table that is replaced can keep what it held before, to be rolled back to."
      >
        <Suspense fallback={<LoadingTable label="Loading the generations" columns={4} rows={2} framed />}>
          <Generations connection={connection} wanted={stream} />
        </Suspense>
      </Section>
      <Section title="State" description="Where each feed stands, as the destination has it.">
        <Suspense fallback={<LoadingTable label="Loading the state" columns={4} rows={3} framed />}>
          <State connection={{ id, name }} />
        </Suspense>
      </Section>
      <OnlyFor role="editor">
        <Section
          title="Start over"
          description="Refresh reads streams anew and replaces what is there. Clear takes their tables away."
        >
          <StartOver connection={{ id, name, isActive: status === "active" }} />
        </Section>
        <Section title="Delete" description="Tables that were written stay where they are.">
          <DeleteConnection id={id} name={name} />
        </Section>
      </OnlyFor>
    </Page>
  );
}
