import type { Metadata } from "next";
import { NewActor } from "@/components/actors/new-actor";
import { Page, PageHeader } from "@/components/ui/page-header";
import { requireRole } from "@/lib/auth/current-session";
import { connectorChoice, connectorTypes } from "@/lib/connectors/faces";
import * as text from "@/text/actors";

export const metadata: Metadata = { title: text.newTitle.source };

export default async function NewSourcePage({ searchParams }: { searchParams: Promise<{ type?: string }> }) {
  await requireRole("editor");
  const { type } = await searchParams;
  return (
    <Page>
      <PageHeader
        breadcrumb={[{ href: "/sources", label: text.listTitle.source }]}
        title={text.newTitle.source}
      />
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
