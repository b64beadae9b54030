import type { Metadata } from "next";
import { ConnectionHead } from "@/components/connections/connection-head";
import { RunView } from "@/components/runs/run-view";
import { Page } from "@/components/ui/page-header";
import { requireScope } from "@/lib/auth/current-session";
import { faceFor } from "@/lib/connections/editor";
import { getConnection } from "@/lib/connections/queries";
import { orNotFound } from "@/lib/pages/or-not-found";
import { getRun } from "@/lib/runs/queries";

interface RunPageProps {
  params: Promise<{ connectionId: string; runId: string }>;
}

export async function generateMetadata({ params }: RunPageProps): Promise<Metadata> {
  const run = await orNotFound(getRun(await requireScope(), (await params).runId));
  return { title: `Run ${run.number} of ${run.connectionName}` };
}

export default async function RunPage({ params }: RunPageProps) {
  const scope = await requireScope();
  const { connectionId, runId } = await params;
  const [connection, run] = await orNotFound(
    Promise.all([getConnection(scope, connectionId), getRun(scope, runId)]),
  );
  return (
    <Page>
      <ConnectionHead
        connection={connection}
        source={faceFor("source", connection.source.connector)}
        destination={faceFor("destination", connection.destination.connector)}
      />
      <RunView runId={run.id} />
    </Page>
  );
}
