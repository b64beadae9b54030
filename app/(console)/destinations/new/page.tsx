import type { Metadata } from "next";
import { NewActor } from "@/components/actors/new-actor";
import { RoleNeeded } from "@/components/actors/role-needed";
import { Page, PageHeader } from "@/components/ui/page-header";
import { requireScope } from "@/lib/auth/current-session";
import { hasRole } from "@/lib/auth/roles";
import { connectorChoice, connectorTypes } from "@/lib/connectors/faces";

export const metadata: Metadata = { title: "New destination" };

export default async function NewDestinationPage({
  searchParams,
}: {
  searchParams: Promise<{ type?: string }>;
}) {
  const { actor } = await requireScope();
  const { type } = await searchParams;
  return (
    <Page>
      <PageHeader breadcrumb={[{ href: "/destinations", label: "Destinations" }]} title="New destination" />
      {hasRole(actor, "editor") ? (
        <NewActor
          kind="destination"
          types={connectorTypes("destination")}
          chosen={type ? await connectorChoice("destination", type) : null}
          doneHref="/destinations/ID"
          cancelHref="/destinations"
        />
      ) : (
        <RoleNeeded doing="add a destination" backHref="/destinations" />
      )}
    </Page>
  );
}
