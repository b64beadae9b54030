import type { Metadata } from "next";
import { ConnectionList } from "@/components/connections/connection-list";
import { Page } from "@/components/ui/page-header";
import { requireScope } from "@/lib/auth/current-session";
import { listConnections } from "@/lib/connections/queries";
import { connectorFaces } from "@/lib/connectors/faces";

export const metadata: Metadata = { title: "Connections" };

export default async function ConnectionsPage({
  searchParams,
}: {
  searchParams: Promise<{ search?: string }>;
}) {
  const scope = await requireScope();
  const { search = "" } = await searchParams;
  const { items } = await listConnections(scope, { search });
  return (
    <Page>
      <ConnectionList
        connections={items}
        sourceFaces={connectorFaces("source")}
        destinationFaces={connectorFaces("destination")}
        search={search}
      />
    </Page>
  );
}
