import type { Metadata } from "next";
import { ActorHead } from "@/components/actors/actor-head";
import { ConnectionsOf } from "@/components/actors/connections-of";
import { Recheck } from "@/components/actors/recheck";
import { TableList } from "@/components/destinations/table-list";
import { OnlyFor } from "@/components/shell/only-for";
import { Badge } from "@/components/ui/badge";
import { Page } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { requireScope } from "@/lib/auth/current-session";
import { listConnections } from "@/lib/connections/queries";
import { promisesExactlyOnce } from "@/lib/connectors/catalogue";
import { connectorFaces } from "@/lib/connectors/faces";
import { listWrittenTables } from "@/lib/destinations/tables";
import { askedDestination } from "@/lib/pages/asked";
import * as text from "@/text/destinations";

interface DestinationPageProps {
  params: Promise<{ destinationId: string }>;
}

export async function generateMetadata({ params }: DestinationPageProps): Promise<Metadata> {
  const destination = await askedDestination((await params).destinationId);
  return { title: destination.name };
}

export default async function DestinationPage({ params }: DestinationPageProps) {
  const scope = await requireScope();
  const { destinationId } = await params;
  const destination = await askedDestination(destinationId);
  const [{ items: connections }, isExactlyOnce, tables] = await Promise.all([
    listConnections(scope, { destinationId }),
    promisesExactlyOnce(destination.connector, destination.config),
    listWrittenTables(scope, destinationId),
  ]);
  const faces = connectorFaces("source");
  return (
    <Page>
      <ActorHead
        kind="destination"
        actor={destination}
        face={connectorFaces("destination")[destination.connector]}
      />
      <OnlyFor role="editor">
        <Section title={text.checkTitle} description={text.checkAbout}>
          <Recheck kind="destination" id={destination.id} />
        </Section>
      </OnlyFor>
      <Section title={text.guaranteeTitle}>
        <p className="prose-width flex flex-wrap items-center gap-2 text-sm">
          <Badge tone={isExactlyOnce ? "ok" : "warn"}>
            {isExactlyOnce ? text.exactlyOnce : text.atLeastOnce}
          </Badge>
          {isExactlyOnce ? text.exactlyOnceMeaning : text.atLeastOnceMeaning}
        </p>
      </Section>
      <Section title={text.connectionsTitle}>
        <ConnectionsOf
          otherTitle={text.sourceColumn}
          empty={text.noConnections}
          connections={connections.map(({ source, ...connection }) => ({
            ...connection,
            other: { name: source.name, face: faces[source.connector] },
          }))}
        />
      </Section>
      <Section title={text.tables}>
        <TableList tables={tables} />
      </Section>
    </Page>
  );
}
