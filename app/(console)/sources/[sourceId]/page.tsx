import type { Metadata } from "next";
import { ConnectionsOf } from "@/components/actors/connections-of";
import { Recheck } from "@/components/actors/recheck";
import { OnlyFor } from "@/components/members/only-for";
import { RefreshSchema } from "@/components/sources/refresh-schema";
import { SourceHead } from "@/components/sources/source-head";
import { StreamTable } from "@/components/sources/stream-table";
import { ReasonCard } from "@/components/status/reason-card";
import { Page } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { requireScope } from "@/lib/auth/current-session";
import { listConnections } from "@/lib/connections/queries";
import { connectorFaces } from "@/lib/connectors/faces";
import { describeError } from "@/lib/errors/describe";
import { orNotFound } from "@/lib/pages/or-not-found";
import { discoverSource, getSource } from "@/lib/sources/service";
import type { Scope } from "@/lib/workspaces/scope";

interface SourcePageProps {
  params: Promise<{ sourceId: string }>;
}

export async function generateMetadata({ params }: SourcePageProps): Promise<Metadata> {
  const source = await orNotFound(getSource(await requireScope(), (await params).sourceId));
  return { title: source.name };
}

export default async function SourcePage({ params }: SourcePageProps) {
  const scope = await requireScope();
  const { sourceId } = await params;
  const source = await orNotFound(getSource(scope, sourceId));
  const { items: connections } = await listConnections(scope, { sourceId });
  return (
    <Page>
      <SourceHead source={source} face={connectorFaces("source")[source.connector]} />
      <OnlyFor role="editor">
        <Section title="Check" description="Connects to the source and reads from it.">
          <Recheck kind="source" id={source.id} />
        </Section>
      </OnlyFor>
      <Section title="Connections">
        <ConnectionsOf
          otherTitle="Destination"
          empty="No connection reads from this source yet."
          connections={connections.map(({ id, name, destination, lastRun }) => ({
            id,
            name,
            other: destination.name,
            lastRunAt: lastRun?.createdAt ?? null,
          }))}
        />
      </Section>
      <Section
        title="Streams"
        actions={
          <OnlyFor role="editor">
            <RefreshSchema sourceId={source.id} />
          </OnlyFor>
        }
      >
        <Streams scope={scope} sourceId={source.id} />
      </Section>
    </Page>
  );
}

async function Streams({ scope, sourceId }: { scope: Scope; sourceId: string }) {
  const found = await discoverSource(scope, sourceId).then(
    (streams) => ({ streams }),
    (error: unknown) => ({ failure: describeError(error) }),
  );
  if ("failure" in found)
    return (
      <ReasonCard what={found.failure.message} advice="Mend it under Settings, then refresh the schema." />
    );
  return <StreamTable streams={found.streams} />;
}
