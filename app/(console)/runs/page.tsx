import type { Metadata } from "next";
import { RunOverview } from "@/components/runs/overview/run-overview";
import { Page } from "@/components/ui/page-header";
import { requireScope } from "@/lib/auth/current-session";
import { findConnectionName } from "@/lib/connections/queries";
import { connectorFaces } from "@/lib/connectors/faces";
import { toWire } from "@/lib/internal-api/json";
import { listRunPage } from "@/lib/runs/list";
import { runCursorSchema, runListFilterSchema } from "@/lib/runs/list-schema";
import * as text from "@/text/runs";

export const metadata: Metadata = { title: text.runs };

interface RunsPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function RunsPage({ searchParams }: RunsPageProps) {
  const scope = await requireScope();
  const params = await searchParams;
  const [filter, cursor] = [runListFilterSchema.parse(params), runCursorSchema.parse(params)];
  const [page, connection] = await Promise.all([
    listRunPage(scope, filter, cursor),
    filter.connection === undefined ? null : findConnectionName(scope, filter.connection),
  ]);
  return (
    <Page wide>
      <RunOverview
        key={JSON.stringify([filter, cursor])}
        page={toWire(page)}
        filter={filter}
        cursor={cursor}
        connection={connection}
        sourceFaces={connectorFaces("source")}
        destinationFaces={connectorFaces("destination")}
      />
    </Page>
  );
}
