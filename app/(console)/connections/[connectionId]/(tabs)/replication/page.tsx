import type { Metadata } from "next";
import { ConnectionEditor } from "@/components/connections/connection-editor";
import { ConnectionHead } from "@/components/connections/connection-head";
import { draftsOf, withGone } from "@/components/connections/draft";
import { ButtonLink } from "@/components/ui/button-link";
import { ReasonCard } from "@/components/status/reason-card";
import { Page } from "@/components/ui/page-header";
import { requireRole } from "@/lib/auth/current-session";
import { describeGround } from "@/lib/connections/editor";
import { askedConnection } from "@/lib/pages/asked";
import { orNotFound } from "@/lib/pages/or-not-found";
import * as text from "@/text/connection-setup";

export const metadata: Metadata = { title: text.replication };

interface ReplicationPageProps {
  params: Promise<{ connectionId: string }>;
  searchParams: Promise<{ stream?: string | string[] }>;
}

export default async function ReplicationPage({ params, searchParams }: ReplicationPageProps) {
  const scope = await requireRole("editor");
  const connection = await askedConnection((await params).connectionId);
  const ground = await orNotFound(describeGround(scope, connection.source.id, connection.destination.id));
  const { streams } = ground;
  const offered = "found" in streams ? withGone(streams.found, connection.streams) : [];
  const { name, schedule, normalization, namespaceDefinition, namespaceFormat, prefix } = connection;
  const { stream } = await searchParams;
  return (
    <Page>
      <ConnectionHead
        connection={connection}
        source={ground.source.face}
        destination={ground.destination.face}
      />
      {"failure" in streams ? (
        <ReasonCard
          what={streams.failure}
          advice={text.mendSource}
          actions={
            <ButtonLink href={`/sources/${connection.source.id}/settings`}>
              {text.openSourceSettings}
            </ButtonLink>
          }
        />
      ) : (
        <ConnectionEditor
          offered={offered}
          destination={ground.facts}
          {...(typeof stream === "string" ? { openStream: stream } : {})}
          target={{
            sourceId: connection.source.id,
            destinationId: connection.destination.id,
            connectionId: connection.id,
            revision: connection.revision,
          }}
          initial={{
            name,
            schedule,
            normalization,
            namespaceDefinition,
            namespaceFormat: namespaceFormat ?? "",
            prefix,
            streams: draftsOf(offered, connection.streams, false),
          }}
        />
      )}
    </Page>
  );
}
