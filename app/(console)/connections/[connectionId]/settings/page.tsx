import type { Metadata } from "next";
import { ConnectionHead } from "@/components/connections/connection-head";
import { ConnectionSettings } from "@/components/connections/connection-settings";
import { Page } from "@/components/ui/page-header";
import { requireRole } from "@/lib/auth/current-session";
import { faceFor } from "@/lib/connections/editor";
import { getConnection } from "@/lib/connections/queries";
import { orNotFound } from "@/lib/pages/or-not-found";

export const metadata: Metadata = { title: "Settings" };

export default async function ConnectionSettingsPage({
  params,
}: {
  params: Promise<{ connectionId: string }>;
}) {
  const scope = await requireRole("editor");
  const connection = await orNotFound(getConnection(scope, (await params).connectionId));
  return (
    <Page>
      <ConnectionHead
        connection={connection}
        source={faceFor("source", connection.source.connector)}
        destination={faceFor("destination", connection.destination.connector)}
      />
      <ConnectionSettings id={connection.id} name={connection.name} status={connection.status} />
    </Page>
  );
}
