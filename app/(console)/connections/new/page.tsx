import type { Metadata } from "next";
import { ChooseEnds } from "@/components/connections/choose-ends";
import { ConnectionEditor } from "@/components/connections/connection-editor";
import { draftsOf } from "@/components/connections/draft";
import { Pair } from "@/components/status/pair";
import { ReasonCard } from "@/components/status/reason-card";
import { ButtonLink } from "@/components/ui/button-link";
import { Page, PageHeader } from "@/components/ui/page-header";
import { requireRole } from "@/lib/auth/current-session";
import { describeGround, faceFor } from "@/lib/connections/editor";
import { listDestinations } from "@/lib/destinations/service";
import { orNotFound } from "@/lib/pages/or-not-found";
import { listSources } from "@/lib/sources/service";
import type { Scope } from "@/lib/workspaces/scope";
import * as text from "@/text/connection-setup";

export const metadata: Metadata = { title: text.title };

interface NewConnectionPageProps {
  searchParams: Promise<{ source?: string; destination?: string }>;
}

export default async function NewConnectionPage({ searchParams }: NewConnectionPageProps) {
  const scope = await requireRole("editor");
  const { source, destination } = await searchParams;
  if (source && destination) return <SetUp scope={scope} sourceId={source} destinationId={destination} />;
  const [sources, destinations] = await Promise.all([listSources(scope), listDestinations(scope)]);
  return (
    <Page>
      <PageHeader breadcrumb={[{ href: "/connections", label: text.allConnections }]} title={text.title} />
      <ChooseEnds
        sources={sources.items.map(({ id, name, connector }) => ({
          id,
          name,
          face: faceFor("source", connector),
        }))}
        destinations={destinations.items.map(({ id, name, connector }) => ({
          id,
          name,
          face: faceFor("destination", connector),
        }))}
        chosen={{ sourceId: source, destinationId: destination }}
      />
    </Page>
  );
}

async function SetUp({
  scope,
  sourceId,
  destinationId,
}: {
  scope: Scope;
  sourceId: string;
  destinationId: string;
}) {
  const { source, destination, facts, streams } = await orNotFound(
    describeGround(scope, sourceId, destinationId),
  );
  return (
    <Page>
      <PageHeader
        breadcrumb={[{ href: "/connections", label: text.allConnections }]}
        mark={<Pair source={source.face} destination={destination.face} state="waiting" />}
        title={text.title}
        description={`${source.name} → ${destination.name}`}
      />
      {"failure" in streams ? (
        <ReasonCard
          what={streams.failure}
          advice={text.mendSource}
          actions={<ButtonLink href={`/sources/${source.id}/settings`}>{text.openSourceSettings}</ButtonLink>}
        />
      ) : (
        <ConnectionEditor
          offered={streams.found}
          destination={facts}
          target={{ sourceId, destinationId }}
          initial={{
            name: `${source.name} → ${destination.name}`,
            streams: draftsOf(streams.found, [], true),
            schedule: { type: "manual" },
            normalization: "basic",
            namespaceDefinition: "destination",
            namespaceFormat: "",
            prefix: "",
          }}
        />
      )}
    </Page>
  );
}
