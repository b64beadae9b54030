"use client";

import { Combobox } from "@/components/ui/combobox";
import { Field } from "@/components/ui/field";
import { useConnectionNames } from "./use-connection-names";

export interface FollowedFieldProps {
  connectionId: string;
  onChange: (connectionId: string) => void;
  error?: string | undefined;
}

/** Whose syncs a schedule follows. A way that leads back to the connection itself is refused when it is saved. */
export function FollowedField({ connectionId, onChange, error }: FollowedFieldProps) {
  const { names, problem } = useConnectionNames({ isWanted: true });
  return (
    <Field
      label="After connection"
      required
      help="Syncs whenever a sync of that connection has ended green."
      error={problem ?? error}
    >
      <Combobox
        value={connectionId === "" ? undefined : connectionId}
        onValueChange={onChange}
        placeholder={names ? "Choose a connection…" : "Loading…"}
        emptyText="No connection is named like this."
        options={(names ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      />
    </Field>
  );
}
