import type { Metadata } from "next";
import { DeleteActor } from "@/components/actors/delete-actor";
import { EditActor } from "@/components/actors/edit-actor";
import { DestinationHead } from "@/components/destinations/destination-head";
import { Page } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { requireRole } from "@/lib/auth/current-session";
import { describeConnector } from "@/lib/connectors/catalogue";
import { faceOf } from "@/lib/connectors/faces";
import { storedSecretPaths } from "@/lib/connectors/masks";
import { dependantsOfDestination, getDestination } from "@/lib/destinations/service";
import { orNotFound } from "@/lib/pages/or-not-found";

export const metadata: Metadata = { title: "Settings" };

interface DestinationSettingsPageProps {
  params: Promise<{ destinationId: string }>;
}

export default async function DestinationSettingsPage({ params }: DestinationSettingsPageProps) {
  const scope = await requireRole("editor");
  const { destinationId } = await params;
  const destination = await orNotFound(getDestination(scope, destinationId));
  const [connector, dependants] = await Promise.all([
    describeConnector("destination", destination.connector),
    dependantsOfDestination(scope, destinationId),
  ]);
  const href = `/destinations/${destination.id}`;
  return (
    <Page>
      <DestinationHead destination={destination} face={faceOf(connector.facts)} canEdit />
      <>
        <EditActor
          kind="destination"
          connector={connector.facts}
          schema={connector.jsonSchema}
          docs={connector.docs}
          name={destination.name}
          stored={{ ...storedSecretPaths(destination), revision: destination.revision }}
          doneHref={href}
        />
        <Section title="Delete" description="Its connections go with it. Tables that were written stay.">
          <div>
            <DeleteActor
              kind="destination"
              id={destination.id}
              name={destination.name}
              dependants={dependants}
            />
          </div>
        </Section>
      </>
    </Page>
  );
}
