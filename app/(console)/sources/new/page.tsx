import type { Metadata } from "next";
import { NewActor } from "@/components/actors/new-actor";
import { Page, PageHeader } from "@/components/ui/page-header";
import { requireRole } from "@/lib/auth/current-session";
import { connectorChoice, connectorTypes } from "@/lib/connectors/faces";

export const metadata: Metadata = { title: "New source" };

export default async function NewSourcePage({ searchParams }: { searchParams: Promise<{ type?: string }> }) {
  await requireRole("editor");
  const { type } = await searchParams;
  return (
    <Page>
      <PageHeader breadcrumb={[{ href: "/sources", label: "Sources" }]} title="New source" />
      <NewActor
        kind="source"
        types={connectorTypes("source")}
        chosen={type ? await connectorChoice("source", type) : null}
        doneHref="/sources/ID"
        cancelHref="/sources"
      />
    </Page>
  );
}
