import type { Metadata } from "next";
import { ConnectionEditor } from "@/components/connections/connection-editor";
import { ConnectionHead } from "@/components/connections/connection-head";
import { draftOf, keyOf, offer } from "@/components/connections/draft";
import { RefreshSchema } from "@/components/sources/refresh-schema";
import { ReasonCard } from "@/components/status/reason-card";
import { Page } from "@/components/ui/page-header";
import { requireRole } from "@/lib/auth/current-session";
import { describeGround } from "@/lib/connections/editor";
import { getConnection } from "@/lib/connections/queries";
import { orNotFound } from "@/lib/pages/or-not-found";

export const metadata: Metadata = { title: "Replication" };

export default async function ReplicationPage({ params }: { params: Promise<{ connectionId: string }> }) {
  const scope = await requireRole("editor");
  const connection = await orNotFound(getConnection(scope, (await params).connectionId));
  const ground = await orNotFound(describeGround(scope, connection.source.id, connection.destination.id));
  const { streams } = ground;
  const offered = "found" in streams ? streams.found.map((stream) => offer(stream, ground.writeModes)) : [];
  const chosen = new Map(connection.streams.map((stream) => [keyOf(stream), stream]));
  const { name, schedule, normalization, namespaceDefinition, namespaceFormat, prefix } = connection;
  return (
    <Page>
      <ConnectionHead
        connection={connection}
        source={ground.source.face}
        destination={ground.destination.face}
        canEdit
      />
      <div>
        <RefreshSchema sourceId={connection.source.id} />
      </div>
      {"failure" in streams ? (
        <ReasonCard
          what={streams.failure}
          advice="Mend the source under its settings, then refresh its schema."
        />
      ) : (
        <ConnectionEditor
          key={offered.map(keyOf).join()}
          offered={offered}
          target={{ connectionId: connection.id }}
          initial={{
            name,
            schedule,
            normalization,
            namespaceDefinition,
            namespaceFormat: namespaceFormat ?? "",
            prefix,
            streams: Object.fromEntries(
              offered.map((stream) => [keyOf(stream), draftOf(stream, chosen.get(keyOf(stream)), false)]),
            ),
          }}
        />
      )}
    </Page>
  );
}
