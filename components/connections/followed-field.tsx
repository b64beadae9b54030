"use client";

import { Combobox } from "@/components/ui/combobox";
import { Field } from "@/components/ui/field";
import * as text from "@/text/connection-setup";
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
    <Field label={text.followed} required help={text.followedMeaning} error={problem ?? error}>
      <Combobox
        value={connectionId === "" ? undefined : connectionId}
        onValueChange={onChange}
        placeholder={names ? text.chooseConnection : text.loadingConnections}
        emptyText={text.noConnectionNamedSo}
        options={(names ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      />
    </Field>
  );
}
