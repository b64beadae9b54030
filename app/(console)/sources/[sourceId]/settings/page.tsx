import type { Metadata } from "next";
import { DeleteActor } from "@/components/actors/delete-actor";
import { EditActor } from "@/components/actors/edit-actor";
import { SourceHead } from "@/components/sources/source-head";
import { Page } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { requireRole } from "@/lib/auth/current-session";
import { describeConnector } from "@/lib/connectors/catalogue";
import { storedSecretPaths } from "@/lib/connectors/masks";
import { orNotFound } from "@/lib/pages/or-not-found";
import { dependantsOfSource, getSource } from "@/lib/sources/service";

export const metadata: Metadata = { title: "Settings" };

export default async function SourceSettingsPage({ params }: { params: Promise<{ sourceId: string }> }) {
  const scope = await requireRole("editor");
  const { sourceId } = await params;
  const source = await orNotFound(getSource(scope, sourceId));
  const [connector, dependants] = await Promise.all([
    describeConnector("source", source.connector),
    dependantsOfSource(scope, sourceId),
  ]);
  return (
    <Page>
      <SourceHead source={source} />
      <EditActor
        kind="source"
        connector={source.connector}
        schema={connector.jsonSchema}
        docs={connector.docs}
        name={source.name}
        stored={storedSecretPaths(source)}
        doneHref={`/sources/${source.id}`}
      />
      <Section title="Delete" description="Its connections go with it. Tables that were written stay.">
        <div>
          <DeleteActor kind="source" id={source.id} name={source.name} dependants={dependants} />
        </div>
      </Section>
    </Page>
  );
}
