import type { Metadata } from "next";
import { ConnectionHead } from "@/components/connections/connection-head";
import { RunView } from "@/components/runs/run-view";
import { Page } from "@/components/ui/page-header";
import { faceFor } from "@/lib/connections/editor";
import { askedConnection, askedRun } from "@/lib/pages/asked";
import * as text from "@/text/run";

interface RunPageProps {
  params: Promise<{ connectionId: string; runId: string }>;
}

export async function generateMetadata({ params }: RunPageProps): Promise<Metadata> {
  const { connectionId, runId } = await params;
  const run = await askedRun(connectionId, runId);
  return { title: text.pageTitle(run.number, run.connectionName) };
}

export default async function RunPage({ params }: RunPageProps) {
  const { connectionId, runId } = await params;
  const [connection, run] = await Promise.all([askedConnection(connectionId), askedRun(connectionId, runId)]);
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
