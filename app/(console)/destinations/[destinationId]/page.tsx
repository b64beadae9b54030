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
        <Section title="Check" description="Connects, writes a test row, reads it back and removes it.">
          <Recheck kind="destination" id={destination.id} />
        </Section>
      </OnlyFor>
      <Section title="Guarantee">
        <p className="prose-width flex flex-wrap items-center gap-2 text-sm">
          <Badge tone={isExactlyOnce ? "ok" : "warn"}>
            {isExactlyOnce ? "Exactly once" : "At least once"}
          </Badge>
          {isExactlyOnce
            ? "Rows and their checkpoint become durable together: a crash loses nothing and repeats nothing."
            : "A crash loses nothing. What it may repeat stands in the connector’s documentation."}
        </p>
      </Section>
      <Section title="Connections">
        <ConnectionsOf
          otherTitle="Source"
          empty="No connection writes to this destination yet."
          connections={connections.map(({ source, ...connection }) => ({
            ...connection,
            other: { name: source.name, face: faces[source.connector] },
          }))}
        />
      </Section>
      <Section title="Tables">
        <TableList tables={tables} />
      </Section>
    </Page>
  );
}
