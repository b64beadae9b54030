import { actorPlaces, type ActorFacts, type ActorKind } from "@/components/actors/actor";
import { ActorHead } from "@/components/actors/actor-head";
import { DeleteActor } from "@/components/actors/delete-actor";
import { EditActor } from "@/components/actors/edit-actor";
import { Page } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { describeConnector } from "@/lib/connectors/catalogue";
import { faceOf } from "@/lib/connectors/faces";
import { storedSecretPaths } from "@/lib/connectors/masks";
import * as text from "@/text/actors";

export interface ActorSettingsProps {
  kind: ActorKind;
  actor: ActorFacts & Parameters<typeof storedSecretPaths>[0] & { revision: number };
  dependants: { id: string; name: string }[];
}

/** The page on which a source or a destination is changed and deleted. */
export async function ActorSettings({ kind, actor, dependants }: ActorSettingsProps) {
  const { id, name, revision } = actor;
  const connector = await describeConnector(kind, actor.connector);
  return (
    <Page>
      <ActorHead kind={kind} actor={actor} face={faceOf(connector.facts)} />
      <EditActor
        kind={kind}
        connector={connector.facts}
        schema={connector.jsonSchema}
        docs={connector.docs}
        name={name}
        stored={{ ...storedSecretPaths(actor), revision }}
        doneHref={`${actorPlaces[kind].href}/${id}`}
      />
      <Section title={text.deleteTitle} description={text.deleteAbout}>
        <div>
          <DeleteActor kind={kind} id={id} name={name} dependants={dependants} />
        </div>
      </Section>
    </Page>
  );
}
