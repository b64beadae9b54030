import type { Metadata } from "next";
import { NewActor } from "@/components/actors/new-actor";
import { Page, PageHeader } from "@/components/ui/page-header";
import { requireRole } from "@/lib/auth/current-session";
import { connectorChoice, connectorTypes } from "@/lib/connectors/faces";

export const metadata: Metadata = { title: "New destination" };

export default async function NewDestinationPage({
  searchParams,
}: {
  searchParams: Promise<{ type?: string }>;
}) {
  await requireRole("editor");
  const { type } = await searchParams;
  return (
    <Page>
      <PageHeader breadcrumb={[{ href: "/destinations", label: "Destinations" }]} title="New destination" />
      <NewActor
        kind="destination"
        types={connectorTypes("destination")}
        chosen={type ? await connectorChoice("destination", type) : null}
        doneHref="/destinations/ID"
        cancelHref="/destinations"
      />
    </Page>
  );
}
