"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { NewActor, type ConnectorChoice } from "@/components/actors/new-actor";
import { Recheck } from "@/components/actors/recheck";
import { ConnectorIcon, type ConnectorFace } from "@/components/connectors/connector-icon";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { RadioCards } from "@/components/ui/radio-cards";
import { Section } from "@/components/ui/section";
import { Select } from "@/components/ui/select";

export interface AddDestinationProps {
  sourceId: string;
  destinations: { id: string; name: string; face: ConnectorFace | undefined }[];
  connectors: ConnectorChoice[];
}

/** From a source to its connection: check the source, then choose a destination or make one. */
export function AddDestination({ sourceId, destinations, connectors }: AddDestinationProps) {
  const router = useRouter();
  const [isChecked, setIsChecked] = useState(false);
  const [way, setWay] = useState(destinations.length > 0 ? "existing" : "new");
  const [destinationId, setDestinationId] = useState<string>();
  const nextHref = (id: string) => `/connections/new?source=${sourceId}&destination=${id}`;

  return (
    <>
      <Section title="Source">
        <Recheck kind="source" id={sourceId} auto onPassed={() => setIsChecked(true)} />
      </Section>
      {isChecked && (
        <Section title="Destination">
          {destinations.length > 0 && (
            <RadioCards
              aria-label="Destination"
              value={way}
              onValueChange={setWay}
              columns={2}
              options={[
                { value: "existing", label: "An existing destination" },
                { value: "new", label: "A new destination" },
              ]}
            />
          )}
          {way === "new" ? (
            <NewActor kind="destination" connectors={connectors} doneHref={nextHref("ID")} />
          ) : (
            <div className="grid max-w-160 gap-4">
              <Field label="Destination" required>
                <Select
                  value={destinationId}
                  onValueChange={setDestinationId}
                  placeholder="Choose a destination"
                  options={destinations.map(({ id, name, face }) => ({
                    value: id,
                    label: name,
                    ...(face ? { icon: <ConnectorIcon {...face} size="sm" /> } : {}),
                  }))}
                />
              </Field>
              <div>
                <Button
                  variant="primary"
                  disabled={!destinationId}
                  onClick={() => destinationId && router.push(nextHref(destinationId))}
                >
                  Continue
                </Button>
              </div>
            </div>
          )}
        </Section>
      )}
    </>
  );
}
