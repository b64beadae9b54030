import type { Metadata } from "next";
import { ActorList } from "@/components/actors/actor-list";
import { Page } from "@/components/ui/page-header";
import { requireScope } from "@/lib/auth/current-session";
import { connectorFaces } from "@/lib/connectors/faces";
import { listDestinations } from "@/lib/destinations/service";

export const metadata: Metadata = { title: "Destinations" };

export default async function DestinationsPage({
  searchParams,
}: {
  searchParams: Promise<{ search?: string }>;
}) {
  const scope = await requireScope();
  const { search = "" } = await searchParams;
  const { items } = await listDestinations(scope, { search });
  return (
    <Page>
      <ActorList kind="destination" actors={items} faces={connectorFaces("destination")} search={search} />
    </Page>
  );
}
