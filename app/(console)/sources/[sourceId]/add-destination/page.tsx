import type { Metadata } from "next";
import { AddDestination } from "@/components/sources/add-destination";
import { Page, PageHeader } from "@/components/ui/page-header";
import { requireRole } from "@/lib/auth/current-session";
import { connectorChoices, connectorFaces } from "@/lib/connectors/faces";
import { listDestinations } from "@/lib/destinations/service";
import { orNotFound } from "@/lib/pages/or-not-found";
import { getSource } from "@/lib/sources/service";

export const metadata: Metadata = { title: "Add destination" };

export default async function AddDestinationPage({ params }: { params: Promise<{ sourceId: string }> }) {
  const scope = await requireRole("editor");
  const source = await orNotFound(getSource(scope, (await params).sourceId));
  const [destinations, connectors] = await Promise.all([
    listDestinations(scope),
    connectorChoices("destination"),
  ]);
  const faces = connectorFaces("destination");
  return (
    <Page>
      <PageHeader
        breadcrumb={[
          { href: "/sources", label: "Sources" },
          { href: `/sources/${source.id}`, label: source.name },
        ]}
        title="Add destination"
        description="The source is checked again first."
      />
      <AddDestination
        sourceId={source.id}
        destinations={destinations.items.map(({ id, name, connector }) => ({
          id,
          name,
          face: faces[connector],
        }))}
        connectors={connectors}
      />
    </Page>
  );
}
