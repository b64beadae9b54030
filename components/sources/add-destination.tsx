"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { NewActor } from "@/components/actors/new-actor";
import { Recheck } from "@/components/actors/recheck";
import { ConnectorIcon, type ConnectorFace } from "@/components/connectors/connector-icon";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Combobox } from "@/components/ui/combobox";
import { Field } from "@/components/ui/field";
import { RadioCards } from "@/components/ui/radio-cards";
import { Section } from "@/components/ui/section";
import type { ConnectorChoice, ConnectorType } from "@/lib/connectors/faces";
import * as text from "@/text/sources";

interface End {
  id: string;
  name: string;
  face: ConnectorFace | undefined;
}

export interface AddDestinationProps {
  source: End;
  destinations: End[];
  types: readonly ConnectorType[];
  chosen: ConnectorChoice | null;
}

/** From a source to its connection: check the source, then choose a destination or make one. */
export function AddDestination({ source, destinations, types, chosen }: AddDestinationProps) {
  const [isChecked, setIsChecked] = useState(false);
  const [way, setWay] = useState(destinations.length > 0 && !chosen ? "existing" : "new");
  const nextHref = (id: string) => `/connections/new?source=${source.id}&destination=${id}`;

  return (
    <>
      <Section
        title={
          <span className="flex items-center gap-2">
            {source.face && <ConnectorIcon {...source.face} size="sm" />}
            {source.name}
          </span>
        }
        actions={
          <ButtonLink size="sm" variant="ghost" href={`/sources/${source.id}/settings`}>
            {text.sourceSettings}
          </ButtonLink>
        }
      >
        <Recheck kind="source" id={source.id} auto onPassed={() => setIsChecked(true)} />
      </Section>
      {isChecked && (
        <Section title={text.destination}>
          {destinations.length > 0 && (
            <RadioCards
              aria-label={text.destination}
              value={way}
              onValueChange={setWay}
              columns={2}
              options={[
                { value: "existing", label: text.existingDestination },
                { value: "new", label: text.newDestination },
              ]}
            />
          )}
          {way === "new" ? (
            <NewActor
              kind="destination"
              types={types}
              chosen={chosen}
              doneHref={nextHref("ID")}
              cancelHref={`/sources/${source.id}`}
              // An arrow that only goes over the ways would lose the focus to it.
              autoFocus={destinations.length === 0}
            />
          ) : (
            <ExistingDestination destinations={destinations} hrefOf={nextHref} />
          )}
        </Section>
      )}
    </>
  );
}

function ExistingDestination({
  destinations,
  hrefOf,
}: {
  destinations: End[];
  hrefOf: (id: string) => string;
}) {
  const router = useRouter();
  const [id, setId] = useState<string>();
  const [error, setError] = useState<string>();
  return (
    <form
      noValidate
      className="grid max-w-160 gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (id) router.push(hrefOf(id));
        else setError(text.destinationMissing);
      }}
    >
      <Field label={text.destination} required error={error}>
        <Combobox
          value={id}
          onValueChange={(next) => {
            setId(next);
            setError(undefined);
          }}
          placeholder={text.chooseDestination}
          searchPlaceholder={text.searchDestinations}
          options={destinations.map(({ id: value, name, face }) => ({
            value,
            label: name,
            ...(face ? { description: face.title, icon: <ConnectorIcon {...face} size="sm" /> } : {}),
          }))}
        />
      </Field>
      <div>
        <Button type="submit" variant="primary">
          {text.toConnection}
        </Button>
      </div>
    </form>
  );
}
