"use client";

import type { JsonObject, JsonSchema, Path } from "@/components/connector-form/json-schema";
import type { ActorKind } from "./actor";
import { ActorSetup } from "./actor-setup";
import { DocsBeside, DocsButton } from "./docs";

export interface EditActorProps {
  kind: ActorKind;
  connector: { id: string; title: string };
  schema: JsonSchema;
  docs: string;
  name: string;
  stored: { id: string; revision: number; config: JsonObject; secrets: readonly Path[] };
  /** Where to go once it is saved, or given up. */
  doneHref: string;
}

/** The form of a stored source or destination; secrets stay as they are unless they are replaced. */
export function EditActor({ docs, connector, name, doneHref, ...setup }: EditActorProps) {
  return (
    <div className="grid grid-cols-1 items-start gap-10 xl:grid-cols-[minmax(0,40rem)_minmax(0,1fr)]">
      <div className="grid grid-cols-1 gap-4">
        <DocsButton title={connector.title} markdown={docs} />
        <ActorSetup
          {...setup}
          connector={connector.id}
          initialName={name}
          doneHref={() => doneHref}
          cancelHref={doneHref}
        />
      </div>
      <DocsBeside markdown={docs} />
    </div>
  );
}
