"use client";

import { useState } from "react";
import type { JsonObject, JsonSchema, Path } from "@/components/connector-form/json-schema";
import type { ActorKind } from "./actor";
import { ActorSetup } from "./actor-setup";
import { Docs } from "./docs";

export interface EditActorProps {
  kind: ActorKind;
  connector: string;
  schema: JsonSchema;
  docs: string;
  name: string;
  stored: { id: string; config: JsonObject; secrets: readonly Path[] };
  doneHref: string;
}

/** The form of a stored source or destination; secrets stay as they are unless they are replaced. */
export function EditActor({ docs, name: storedName, doneHref, ...setup }: EditActorProps) {
  const [name, setName] = useState(storedName);
  return (
    <div className="grid gap-10 xl:grid-cols-[minmax(0,40rem)_minmax(0,1fr)]">
      <ActorSetup {...setup} name={name} onName={setName} doneHref={() => doneHref} />
      <Docs markdown={docs} />
    </div>
  );
}
