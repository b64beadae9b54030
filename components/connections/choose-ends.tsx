"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { ConnectorIcon, type ConnectorFace } from "@/components/connectors/connector-icon";
import { Button, ButtonLink } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";

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
  const [sourceId, setSourceId] = useState(chosen.sourceId);
  const [destinationId, setDestinationId] = useState(chosen.destinationId);
  return (
    <div className="grid max-w-160 gap-6">
      <EndField
        label="Source"
        ends={sources}
        value={sourceId}
        onChange={setSourceId}
        newHref="/sources/new"
      />
      <EndField
        label="Destination"
        ends={destinations}
        value={destinationId}
        onChange={setDestinationId}
        newHref="/destinations/new"
      />
      <div>
        <Button
          variant="primary"
          disabled={!sourceId || !destinationId}
          onClick={() =>
            router.push(`/connections/new?source=${sourceId ?? ""}&destination=${destinationId ?? ""}`)
          }
        >
          Continue
        </Button>
      </div>
    </div>
  );
}

interface EndFieldProps {
  label: string;
  ends: End[];
  value: string | undefined;
  onChange: (id: string) => void;
  newHref: string;
}

function EndField({ label, ends, value, onChange, newHref }: EndFieldProps) {
  return (
    <div className="flex items-end gap-2">
      <Field label={label} required className="flex-1">
        <Select
          value={value}
          onValueChange={onChange}
          placeholder={ends.length === 0 ? "There is none yet" : `Choose a ${label.toLowerCase()}`}
          disabled={ends.length === 0}
          options={ends.map(({ id, name, face }) => ({
            value: id,
            label: name,
            icon: <ConnectorIcon {...face} size="sm" />,
          }))}
        />
      </Field>
      <ButtonLink href={newHref}>New {label.toLowerCase()}</ButtonLink>
    </div>
  );
}
