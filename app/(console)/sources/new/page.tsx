import type { Metadata } from "next";
import { NewActor } from "@/components/actors/new-actor";
import { RoleNeeded } from "@/components/actors/role-needed";
import { Page, PageHeader } from "@/components/ui/page-header";
import { requireScope } from "@/lib/auth/current-session";
import { hasRole } from "@/lib/auth/roles";
import { connectorChoice, connectorTypes } from "@/lib/connectors/faces";

export const metadata: Metadata = { title: "New source" };

export default async function NewSourcePage({ searchParams }: { searchParams: Promise<{ type?: string }> }) {
  const { actor } = await requireScope();
  const { type } = await searchParams;
  return (
    <Page>
      <PageHeader breadcrumb={[{ href: "/sources", label: "Sources" }]} title="New source" />
      {hasRole(actor, "editor") ? (
        <NewActor
          kind="source"
          types={connectorTypes("source")}
          chosen={type ? await connectorChoice("source", type) : null}
          doneHref="/sources/ID"
          cancelHref="/sources"
        />
      ) : (
        <RoleNeeded doing="add a source" backHref="/sources" />
      )}
    </Page>
  );
}
