import type { Metadata } from "next";
import { AddDestination } from "@/components/sources/add-destination";
import { Page, PageHeader } from "@/components/ui/page-header";
import { requireRole } from "@/lib/auth/current-session";
import { connectorChoice, connectorFaces, connectorTypes } from "@/lib/connectors/faces";
import { listDestinations } from "@/lib/destinations/service";
import { askedSource } from "@/lib/pages/asked";
import * as text from "@/text/sources";

export const metadata: Metadata = { title: text.addDestination };

interface AddDestinationPageProps {
  params: Promise<{ sourceId: string }>;
  searchParams: Promise<{ type?: string }>;
}

export default async function AddDestinationPage({ params, searchParams }: AddDestinationPageProps) {
  const scope = await requireRole("editor");
  const source = await askedSource((await params).sourceId);
  const { type } = await searchParams;
  const [destinations, chosen] = await Promise.all([
    listDestinations(scope),
    type ? connectorChoice("destination", type) : null,
  ]);
  const faces = connectorFaces("destination");
  const face = connectorFaces("source")[source.connector];
  return (
    <Page>
      <PageHeader
        breadcrumb={[
          { href: "/sources", label: text.allSources },
          { href: `/sources/${source.id}`, label: source.name },
        ]}
        title={text.addDestination}
        description={text.addDestinationAbout}
      />
      <AddDestination
        source={{ id: source.id, name: source.name, face }}
        destinations={destinations.items.map(({ id, name, connector }) => ({
          id,
          name,
          face: faces[connector],
        }))}
        types={connectorTypes("destination")}
        chosen={chosen}
      />
    </Page>
  );
}
