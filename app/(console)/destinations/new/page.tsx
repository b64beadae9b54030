import type { Metadata } from "next";
import { NewActor } from "@/components/actors/new-actor";
import { Page, PageHeader } from "@/components/ui/page-header";
import { requireRole } from "@/lib/auth/current-session";
import { connectorChoice, connectorTypes } from "@/lib/connectors/faces";
import * as text from "@/text/actors";

export const metadata: Metadata = { title: text.newTitle.destination };

export default async function NewDestinationPage({
  searchParams,
}: {
  searchParams: Promise<{ type?: string }>;
}) {
  await requireRole("editor");
  const { type } = await searchParams;
  return (
    <Page>
      <PageHeader
        breadcrumb={[{ href: "/destinations", label: text.listTitle.destination }]}
        title={text.newTitle.destination}
      />
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
