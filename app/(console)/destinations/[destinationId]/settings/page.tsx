import type { Metadata } from "next";
import { DeleteActor } from "@/components/actors/delete-actor";
import { EditActor } from "@/components/actors/edit-actor";
import { RoleNeeded } from "@/components/actors/role-needed";
import { DestinationHead } from "@/components/destinations/destination-head";
import { Page } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { requireScope } from "@/lib/auth/current-session";
import { hasRole } from "@/lib/auth/roles";
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
  const scope = await requireScope();
  const { destinationId } = await params;
  const destination = await orNotFound(getDestination(scope, destinationId));
  const [connector, dependants] = await Promise.all([
    describeConnector("destination", destination.connector),
    dependantsOfDestination(scope, destinationId),
  ]);
  const canEdit = hasRole(scope.actor, "editor");
  const href = `/destinations/${destination.id}`;
  return (
    <Page>
      <DestinationHead destination={destination} face={faceOf(connector.facts)} canEdit={canEdit} />
      {canEdit ? (
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
      ) : (
        <RoleNeeded doing="change a destination" backHref={href} />
      )}
    </Page>
  );
}
