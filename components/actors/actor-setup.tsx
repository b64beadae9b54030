"use client";

import { useRouter } from "next/navigation";
import { useState, type FormEvent } from "react";
import { ConnectorForm } from "@/components/connector-form/connector-form";
import type { JsonObject, JsonSchema, Path } from "@/components/connector-form/json-schema";
import { useConnectorForm } from "@/components/connector-form/use-connector-form";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toaster";
import type { ActionError } from "@/lib/action";
import { actorActions } from "./actor-actions";
import { actorWords, type ActorKind } from "./actor";
import { CheckPanel } from "./check-panel";
import { useCheck, type CheckFailure } from "./use-check";

export interface ActorSetupProps {
  kind: ActorKind;
  connector: string;
  schema: JsonSchema;
  name: string;
  onName: (name: string) => void;
  /** Of the stored one that is edited. */
  stored?: { id: string; config: JsonObject; secrets: readonly Path[] };
  /** Where to go with the id once it is saved. */
  doneHref: (id: string) => string;
}

/** Name, fields drawn from the spec, test and save: for a new one and for one that is edited. */
export function ActorSetup({ kind, connector, schema, name, onName, stored, doneHref }: ActorSetupProps) {
  const router = useRouter();
  const check = useCheck();
  const [nameError, setNameError] = useState<string>();
  const [saving, setSaving] = useState(false);
  const form = useConnectorForm({
    schema,
    ...(stored ? { initialValue: stored.config, storedSecrets: stored.secrets } : {}),
  });
  const actions = actorActions[kind];

  function readForm(): JsonObject | undefined {
    setNameError(name.trim() === "" ? `Give the ${actorWords[kind].title} a name.` : undefined);
    const config = form.submit();
    if (name.trim() !== "") return config;
    document.getElementById("actor-name")?.focus();
    return undefined;
  }

  async function testAndSave(event: FormEvent) {
    event.preventDefault();
    const config = readForm();
    if (!config) return;
    const failure = await check.run(() => checkConfig(config));
    if (failure) refuse(failure);
    else await save(config, true);
  }

  async function checkConfig(config: JsonObject): Promise<CheckFailure | null> {
    const result = await actions.checkConfig({
      connector,
      config,
      name,
      ...(stored ? { id: stored.id } : {}),
    });
    if (!result.ok) return toFailure(result.error);
    return result.data.ok ? null : result.data;
  }

  function refuse({ field, message }: CheckFailure) {
    if (field.length > 0) form.refuse([{ path: field, message }]);
  }

  async function save(config: JsonObject, isChecked: boolean) {
    setSaving(true);
    const saved = stored
      ? await actions.update({ id: stored.id, changes: { name, config, mode: "form", isChecked } })
      : await actions.create({ name, connector, config, isChecked });
    setSaving(false);
    if (!saved.ok) {
      toast.error(saved.error.message);
      return;
    }
    router.push(doneHref(stored?.id ?? (saved.data as { id: string }).id));
    router.refresh();
  }

  const busy = check.progress.phase === "checking" || saving;
  return (
    <form
      noValidate
      onSubmit={(event) => void testAndSave(event)}
      className="grid w-full max-w-160 content-start gap-6"
    >
      <Field
        id="actor-name"
        label="Name"
        required
        error={nameError}
        help="What you will call it in lists and on connections."
      >
        <Input value={name} onChange={(event) => onName(event.target.value)} autoComplete="off" />
      </Field>
      <ConnectorForm {...form.formProps} disabled={busy} />
      <CheckPanel
        kind={kind}
        progress={check.progress}
        actions={
          <Button size="sm" type="button" onClick={() => void saveUnchecked(readForm(), save)}>
            Save all the same
          </Button>
        }
      />
      <div className="flex items-center gap-2">
        <Button type="submit" variant="primary" busy={busy}>
          {stored ? "Test and save" : "Set up"}
        </Button>
        <Button type="button" variant="ghost" onClick={() => router.back()} disabled={busy}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

async function saveUnchecked(
  config: JsonObject | undefined,
  save: (config: JsonObject, isChecked: boolean) => Promise<void>,
) {
  if (config) await save(config, false);
}

function toFailure({ message, issues, errorId }: ActionError): CheckFailure {
  const [first] = issues;
  const field = first?.path[0] === "config" ? first.path.slice(1) : (first?.path ?? []);
  return { message, field, ...(errorId === undefined ? {} : { errorId }) };
}
