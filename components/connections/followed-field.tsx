"use client";

import { useQuery } from "@tanstack/react-query";
import { getJson } from "@/components/runs/api";
import { Combobox } from "@/components/ui/combobox";
import { Field } from "@/components/ui/field";

export interface FollowedFieldProps {
  connectionId: string;
  onChange: (connectionId: string) => void;
  error?: string | undefined;
}

/** Whose syncs a schedule follows. A way that leads back to the connection itself is refused when it is saved. */
export function FollowedField({ connectionId, onChange, error }: FollowedFieldProps) {
  const { data, error: failure } = useQuery({
    queryKey: ["connection-names"],
    queryFn: ({ signal }) => getJson<{ id: string; name: string }[]>("/api/internal/connections", signal),
  });
  const shown = failure ? `The connections could not be read. ${failure.message}` : error;
  return (
    <Field
      label="After connection"
      required
      help="Syncs whenever a sync of that connection has ended green."
      error={shown}
    >
      <Combobox
        value={connectionId === "" ? undefined : connectionId}
        onValueChange={onChange}
        placeholder={data ? "Choose a connection…" : "Loading…"}
        emptyText="No connection is named like this."
        options={(data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      />
    </Field>
  );
}
