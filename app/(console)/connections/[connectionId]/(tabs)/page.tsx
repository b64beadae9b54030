import type { Metadata } from "next";
import { ConnectionHead } from "@/components/connections/connection-head";
import { PendingChangeCard } from "@/components/connections/pending-change-card";
import { ConnectionStatus } from "@/components/connections/connection-status";
import { Page } from "@/components/ui/page-header";
import { faceFor } from "@/lib/connections/editor";
import { askedConnection } from "@/lib/pages/asked";

interface ConnectionPageProps {
  params: Promise<{ connectionId: string }>;
}

export async function generateMetadata({ params }: ConnectionPageProps): Promise<Metadata> {
  const connection = await askedConnection((await params).connectionId);
  return { title: connection.name };
}

export default async function ConnectionPage({ params }: ConnectionPageProps) {
  const connection = await askedConnection((await params).connectionId);
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
