import type { Metadata } from "next";
import { ConnectionHead } from "@/components/connections/connection-head";
import { PendingChangeCard } from "@/components/connections/pending-change-card";
import { ConnectionStatus } from "@/components/connections/connection-status";
import { Page } from "@/components/ui/page-header";
import { requireScope } from "@/lib/auth/current-session";
import { faceFor } from "@/lib/connections/editor";
import { getConnection } from "@/lib/connections/queries";
import { orNotFound } from "@/lib/pages/or-not-found";

interface ConnectionPageProps {
  params: Promise<{ connectionId: string }>;
}

export async function generateMetadata({ params }: ConnectionPageProps): Promise<Metadata> {
  const connection = await orNotFound(getConnection(await requireScope(), (await params).connectionId));
  return { title: connection.name };
}

export default async function ConnectionPage({ params }: ConnectionPageProps) {
  const scope = await requireScope();
  const connection = await orNotFound(getConnection(scope, (await params).connectionId));
  return (
    <Page>
      <ConnectionHead
        connection={connection}
        source={faceFor("source", connection.source.connector)}
        destination={faceFor("destination", connection.destination.connector)}
      />
      {connection.pendingChange && (
        <PendingChangeCard connectionId={connection.id} change={connection.pendingChange} />
      )}
      <ConnectionStatus connectionId={connection.id} />
    </Page>
  );
}
