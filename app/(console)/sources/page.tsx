import type { Metadata } from "next";
import { ActorList } from "@/components/actors/actor-list";
import { Page } from "@/components/ui/page-header";
import { requireScope } from "@/lib/auth/current-session";
import { connectorFaces } from "@/lib/connectors/faces";
import { listSources } from "@/lib/sources/service";

export const metadata: Metadata = { title: "Sources" };

export default async function SourcesPage({ searchParams }: { searchParams: Promise<{ search?: string }> }) {
  const scope = await requireScope();
  const { search = "" } = await searchParams;
  const { items } = await listSources(scope, { search });
  return (
    <Page>
      <ActorList kind="source" actors={items} faces={connectorFaces("source")} search={search} />
    </Page>
  );
}
