import type { Metadata } from "next";
import { ActorHead } from "@/components/actors/actor-head";
import { ConnectionsOf } from "@/components/actors/connections-of";
import { Recheck } from "@/components/actors/recheck";
import { OnlyFor } from "@/components/shell/only-for";
import { SchemaBrowser } from "@/components/sources/schema-browser";
import { Page } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { requireScope } from "@/lib/auth/current-session";
import { listConnections } from "@/lib/connections/queries";
import { connectorFaces } from "@/lib/connectors/faces";
import { askedSource } from "@/lib/pages/asked";
import * as text from "@/text/sources";

interface SourcePageProps {
  params: Promise<{ sourceId: string }>;
}

export async function generateMetadata({ params }: SourcePageProps): Promise<Metadata> {
  const source = await askedSource((await params).sourceId);
  return { title: source.name };
}

export default async function SourcePage({ params }: SourcePageProps) {
  const scope = await requireScope();
  const { sourceId } = await params;
  const source = await askedSource(sourceId);
  const { items: connections } = await listConnections(scope, { sourceId });
  const faces = connectorFaces("destination");
  return (
    <Page>
      <ActorHead kind="source" actor={source} face={connectorFaces("source")[source.connector]} />
      <OnlyFor role="editor">
        <Section title={text.checkTitle} description={text.checkAbout}>
          <Recheck kind="source" id={source.id} />
        </Section>
      </OnlyFor>
      <Section title={text.connectionsTitle}>
        <ConnectionsOf
          otherTitle={text.destination}
          empty={text.noConnections}
          connections={connections.map(({ destination, ...connection }) => ({
            ...connection,
            other: { name: destination.name, face: faces[destination.connector] },
          }))}
        />
      </Section>
      <SchemaBrowser sourceId={source.id} revision={source.revision} />
    </Page>
  );
}
