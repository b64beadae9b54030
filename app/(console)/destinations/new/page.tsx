import type { Metadata } from "next";
import { NewActor } from "@/components/actors/new-actor";
import { Page, PageHeader } from "@/components/ui/page-header";
import { requireRole } from "@/lib/auth/current-session";
import { connectorChoices } from "@/lib/connectors/faces";

export const metadata: Metadata = { title: "New destination" };

export default async function NewDestinationPage() {
  await requireRole("editor");
  return (
    <Page>
      <PageHeader breadcrumb={[{ href: "/destinations", label: "Destinations" }]} title="New destination" />
      <NewActor
        kind="destination"
        connectors={await connectorChoices("destination")}
        doneHref="/destinations/ID"
      />
    </Page>
  );
}
