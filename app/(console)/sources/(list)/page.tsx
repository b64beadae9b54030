import type { Metadata } from "next";
import { ActorList } from "@/components/actors/actor-list";
import { Page } from "@/components/ui/page-header";
import { requireScope } from "@/lib/auth/current-session";
import { actorsPerPage, listActors } from "@/lib/connectors/actor-list";
import { actorQuerySchema } from "@/lib/connectors/actor-query";
import { connectorFaces } from "@/lib/connectors/faces";
import * as text from "@/text/actors";

export const metadata: Metadata = { title: text.listTitle.source };

interface SourcesPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function SourcesPage({ searchParams }: SourcesPageProps) {
  const scope = await requireScope();
  const query = actorQuerySchema.parse(await searchParams);
  const { items, total } = await listActors(scope, "source", query);
  return (
    <Page>
      <ActorList
        kind="source"
        actors={items}
        total={total}
        perPage={actorsPerPage}
        faces={connectorFaces("source")}
        query={query}
      />
    </Page>
  );
}
