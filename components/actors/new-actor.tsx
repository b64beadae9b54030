"use client";

import { useState } from "react";
import { ConnectorIcon, type ConnectorFace } from "@/components/connectors/connector-icon";
import type { JsonSchema } from "@/components/connector-form/json-schema";
import { Combobox } from "@/components/ui/combobox";
import { Field } from "@/components/ui/field";
import { Docs } from "./docs";
import { actorWords, type ActorKind } from "./actor";
import { ActorSetup } from "./actor-setup";

export interface ConnectorChoice extends ConnectorFace {
  summary: string;
  schema: JsonSchema;
  /** Markdown. */
  docs: string;
}

export interface NewActorProps {
  kind: ActorKind;
  connectors: ConnectorChoice[];
  /** Where to go once it is saved; "ID" stands for its id. */
  doneHref: string;
}

/** Type, name, fields, test: from nothing to a stored source or destination. */
export function NewActor({ kind, connectors, doneHref }: NewActorProps) {
  const [connectorId, setConnectorId] = useState<string>();
  const [name, setName] = useState("");
  const [isNamed, setIsNamed] = useState(false);
  const connector = connectors.find(({ id }) => id === connectorId);

  function choose(id: string) {
    setConnectorId(id);
    if (!isNamed) setName(connectors.find((candidate) => candidate.id === id)?.title ?? "");
  }

  return (
    <div className="grid gap-10 xl:grid-cols-[minmax(0,40rem)_minmax(0,1fr)]">
      <div className="grid w-full max-w-160 content-start gap-6">
        <Field label={`${capitalized(actorWords[kind].title)} type`} required help={connector?.summary}>
          <Combobox
            value={connectorId}
            onValueChange={choose}
            placeholder="Choose a type"
            searchPlaceholder="Search connectors"
            options={connectors.map(({ summary, schema: _, docs: __, ...face }) => ({
              value: face.id,
              label: face.title,
              description: summary,
              icon: <ConnectorIcon {...face} size="sm" />,
            }))}
          />
        </Field>
        {connector && (
          <ActorSetup
            key={connector.id}
            kind={kind}
            connector={connector.id}
            schema={connector.schema}
            name={name}
            onName={(next) => {
              setName(next);
              setIsNamed(true);
            }}
            doneHref={(id) => doneHref.replace("ID", id)}
          />
        )}
      </div>
      {connector && <Docs markdown={connector.docs} />}
    </div>
  );
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
