import type { Metadata } from "next";
import { DeleteActor } from "@/components/actors/delete-actor";
import { EditActor } from "@/components/actors/edit-actor";
import { SourceHead } from "@/components/sources/source-head";
import { Page } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { requireRole } from "@/lib/auth/current-session";
import { describeConnector } from "@/lib/connectors/catalogue";
import { faceOf } from "@/lib/connectors/faces";
import { storedSecretPaths } from "@/lib/connectors/masks";
import { dependantsOfSource, getSource } from "@/lib/sources/service";
import { orNotFound } from "@/lib/pages/or-not-found";

export const metadata: Metadata = { title: "Settings" };

interface SourceSettingsPageProps {
  params: Promise<{ sourceId: string }>;
}

export default async function SourceSettingsPage({ params }: SourceSettingsPageProps) {
  const scope = await requireRole("editor");
  const { sourceId } = await params;
  const source = await orNotFound(getSource(scope, sourceId));
  const [connector, dependants] = await Promise.all([
    describeConnector("source", source.connector),
    dependantsOfSource(scope, sourceId),
  ]);
  const href = `/sources/${source.id}`;
  return (
    <Page>
      <SourceHead source={source} face={faceOf(connector.facts)} canEdit />
      <>
        <EditActor
          kind="source"
          connector={connector.facts}
          schema={connector.jsonSchema}
          docs={connector.docs}
          name={source.name}
          stored={{ ...storedSecretPaths(source), revision: source.revision }}
          doneHref={href}
        />
        <Section title="Delete" description="Its connections go with it. Tables that were written stay.">
          <div>
            <DeleteActor kind="source" id={source.id} name={source.name} dependants={dependants} />
          </div>
        </Section>
      </>
    </Page>
  );
}
