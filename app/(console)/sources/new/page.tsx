import type { Metadata } from "next";
import { NewActor } from "@/components/actors/new-actor";
import { Page, PageHeader } from "@/components/ui/page-header";
import { requireRole } from "@/lib/auth/current-session";
import { connectorChoices } from "@/lib/connectors/faces";

export const metadata: Metadata = { title: "New source" };

export default async function NewSourcePage() {
  await requireRole("editor");
  return (
    <Page>
      <PageHeader breadcrumb={[{ href: "/sources", label: "Sources" }]} title="New source" />
      <NewActor kind="source" connectors={await connectorChoices("source")} doneHref="/sources/ID" />
    </Page>
  );
}
