"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ConnectorIcon, type ConnectorFace } from "@/components/connectors/connector-icon";
import { Pair } from "@/components/status/pair";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Combobox } from "@/components/ui/combobox";
import { Field } from "@/components/ui/field";
import * as text from "@/text/connection-setup";

interface End {
  id: string;
  name: string;
  face: ConnectorFace;
}

export interface ChooseEndsProps {
  sources: End[];
  destinations: End[];
  chosen: { sourceId: string | undefined; destinationId: string | undefined };
}

/** From where to where. */
export function ChooseEnds({ sources, destinations, chosen }: ChooseEndsProps) {
  const router = useRouter();
  const [sourceId, setSourceId] = useState(onlyOf(sources, chosen.sourceId));
  const [destinationId, setDestinationId] = useState(onlyOf(destinations, chosen.destinationId));
  const source = sources.find(({ id }) => id === sourceId);
  const destination = destinations.find(({ id }) => id === destinationId);
  return (
    <div className="grid max-w-160 gap-6">
      <EndField kind="source" ends={sources} value={sourceId} onChange={setSourceId} newHref="/sources/new" />
      <EndField
        kind="destination"
        ends={destinations}
        value={destinationId}
        onChange={setDestinationId}
        newHref="/destinations/new"
      />
      {source && destination && (
        <div className="flex min-w-0 items-center gap-3 text-sm">
          <Pair source={source.face} destination={destination.face} state="waiting" />
          <span className="min-w-0 truncate text-ink-muted">
            {source.name} → {destination.name}
          </span>
        </div>
      )}
      <div>
        <Button
          variant="primary"
          disabled={!source || !destination}
          onClick={() =>
            router.push(`/connections/new?source=${sourceId ?? ""}&destination=${destinationId ?? ""}`)
          }
        >
          {text.goOn}
        </Button>
      </div>
    </div>
  );
}

/** What was chosen before, where it exists; the only one there is needs no choice. */
function onlyOf(ends: End[], chosenId: string | undefined): string | undefined {
  if (ends.some(({ id }) => id === chosenId)) return chosenId;
  return ends.length === 1 ? ends[0]?.id : undefined;
}

interface EndFieldProps {
  kind: "source" | "destination";
  ends: End[];
  value: string | undefined;
  onChange: (id: string) => void;
  newHref: string;
}

function EndField({ kind, ends, value, onChange, newHref }: EndFieldProps) {
  return (
    <div className="flex flex-wrap items-end gap-2">
      <Field label={text.endLabels[kind]} required className="min-w-60 flex-1">
        <Combobox
          value={value}
          onValueChange={onChange}
          placeholder={ends.length === 0 ? text.noEndYet : text.chooseEnd[kind]}
          disabled={ends.length === 0}
          options={ends.map(({ id, name, face }) => ({
            value: id,
            label: name,
            description: face.title,
            icon: <ConnectorIcon {...face} size="sm" />,
          }))}
        />
      </Field>
      <ButtonLink href={newHref}>{text.newEnd[kind]}</ButtonLink>
    </div>
  );
}
