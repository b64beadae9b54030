"use client";

import { useState } from "react";
import type { JsonObject } from "@/components/connector-form/json-schema";
import type { FieldProblem } from "@/components/connector-form/validate";
import type { ActionError } from "@/lib/action";
import { actorActions } from "./actor-actions";
import type { ActorKind } from "./actor";
import { refusalOf, type Refusal } from "./refusal";

export interface SaveInput {
  name: string;
  config: JsonObject;
  /** This very configuration has just passed its check. */
  isChecked: boolean;
  /** Also over what someone else has saved meanwhile. */
  overwrite?: boolean;
}

/** `id` where it is stored; else what to show at the fields, or to say where no field is meant. */
export type Saved = { id?: string; problems?: readonly FieldProblem[]; message?: string };

/** Stores a new source or destination, or changes one as it was when the form was opened. */
export function useSave({
  kind,
  connector,
  stored,
}: {
  kind: ActorKind;
  connector: string;
  stored?: { id: string; revision: number };
}) {
  const [saving, setSaving] = useState(false);
  const [isStale, setIsStale] = useState(false);

  async function save({ name, config, isChecked, overwrite = false }: SaveInput): Promise<Saved> {
    setSaving(true);
    const actions = actorActions[kind];
    const revision = stored && !overwrite ? { revision: stored.revision } : {};
    const result = stored
      ? await actions.update({
          id: stored.id,
          changes: { ...revision, name, config, mode: "form", isChecked },
        })
      : await actions.create({ name, connector, config, isChecked });
    setSaving(false);
    const refusal = result.ok ? null : refusalOf(result.error as ActionError);
    setIsStale(refusal?.isStale ?? false);
    if (refusal) return toSaved(refusal);
    return { id: stored?.id ?? (result.ok && result.data ? result.data.id : undefined) };
  }

  return { save, saving, isStale };
}

function toSaved({ isStale, problems, message }: Refusal): Saved {
  if (isStale) return {};
  return problems.length > 0 ? { problems } : { message };
}
