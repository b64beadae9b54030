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
  const { id, source, destination, pendingChange } = connection;
  return (
    <Page>
      <ConnectionHead
        connection={connection}
        source={faceFor("source", source.connector)}
        destination={faceFor("destination", destination.connector)}
      />
      {pendingChange && <PendingChangeCard connectionId={id} change={pendingChange} />}
      <ConnectionStatus connectionId={id} />
    </Page>
  );
}
