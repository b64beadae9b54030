import type { Metadata } from "next";
import { ConnectionList } from "@/components/connections/connection-list";
import { Page } from "@/components/ui/page-header";
import { requireScope } from "@/lib/auth/current-session";
import { listPage, listQuery } from "@/lib/connections/list";
import { connectorFaces } from "@/lib/connectors/faces";
import * as text from "@/text/connections";

export const metadata: Metadata = { title: text.title };

interface ConnectionsPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function ConnectionsPage({ searchParams }: ConnectionsPageProps) {
  const scope = await requireScope();
  const { page, ...wanted } = await searchParams;
  // An address that was mangled shows what one without it would.
  const query =
    listQuery.safeParse({ ...wanted, ...(page === undefined ? {} : { page: Number(page) }) }).data ??
    listQuery.parse({});
  return (
    <Page>
      <ConnectionList
        list={await listPage(scope, query)}
        query={query}
        sourceFaces={connectorFaces("source")}
        destinationFaces={connectorFaces("destination")}
      />
    </Page>
  );
}
