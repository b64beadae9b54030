import type { Metadata } from "next";
import { Suspense } from "react";
import { ChooseEnds, type ChooseEndsProps } from "@/components/connections/choose-ends";
import { ConnectionEditor } from "@/components/connections/connection-editor";
import { draftsOf } from "@/components/connections/draft";
import { Pair } from "@/components/status/pair";
import { ReasonCard } from "@/components/status/reason-card";
import { ButtonLink } from "@/components/ui/button-link";
import { Page, PageHeader } from "@/components/ui/page-header";
import { requireRole } from "@/lib/auth/current-session";
import { describeGround, faceFor } from "@/lib/connections/editor";
import { listDestinations } from "@/lib/destinations/service";
import { askedDestination, askedSource } from "@/lib/pages/asked";
import { orNotFound } from "@/lib/pages/or-not-found";
import { listSources } from "@/lib/sources/service";
import type { Scope } from "@/lib/workspaces/scope";
import * as text from "@/text/connection-setup";
import { NewConnectionShape } from "./shape";

export const metadata: Metadata = { title: text.title };

interface NewConnectionPageProps {
  searchParams: Promise<{ source?: string | string[]; destination?: string | string[] }>;
}

export default async function NewConnectionPage({ searchParams }: NewConnectionPageProps) {
  const scope = await requireRole("editor");
  const { source, destination } = await searchParams;
  const [sourceId, destinationId] = [idOf(source), idOf(destination)];
  await Promise.all([sourceId && askedSource(sourceId), destinationId && askedDestination(destinationId)]);
  return (
    <Suspense key={`${sourceId} ${destinationId}`} fallback={<NewConnectionShape />}>
      {sourceId && destinationId ? (
        <SetUp scope={scope} sourceId={sourceId} destinationId={destinationId} />
      ) : (
        <Choose scope={scope} chosen={{ sourceId, destinationId }} />
      )}
    </Suspense>
  );
}

function idOf(asked: string | string[] | undefined): string | undefined {
  return typeof asked === "string" && asked !== "" ? asked : undefined;
}

async function Choose({ scope, chosen }: { scope: Scope; chosen: ChooseEndsProps["chosen"] }) {
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
        chosen={chosen}
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
