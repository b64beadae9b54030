"use client";

import { useState, type FormEvent } from "react";
import { ConnectorForm } from "@/components/connector-form/connector-form";
import type { JsonObject, JsonSchema, Path } from "@/components/connector-form/json-schema";
import { useConnectorForm } from "@/components/connector-form/use-connector-form";
import { ChangedMeanwhile } from "@/components/status/changed-meanwhile";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { LeaveGuard } from "@/components/ui/leave-guard";
import { onDemand } from "@/components/ui/on-demand";
import { toast } from "@/components/ui/toaster";
import { useGoOn } from "@/components/ui/use-go-on";
import * as text from "@/text/actor-setup";
import { actorPlaces, type ActorKind } from "./actor";
import { useCheck } from "./use-check";
import { useSave } from "./use-save";

const CheckPanel = onDemand(async () => (await import("./check-panel")).CheckPanel);

export interface ActorSetupProps {
  kind: ActorKind;
  connector: string;
  schema: JsonSchema;
  initialName: string;
  /** Of the stored one that is edited. */
  stored?: { id: string; revision: number; config: JsonObject; secrets: readonly Path[] };
  /** Where to go with the id once it is saved. */
  doneHref: (id: string) => string;
  cancelHref: string;
}

/** Name, fields drawn from the spec, test and save: for a new one and for one that is edited. */
export function ActorSetup({ kind, connector, schema, initialName, stored, ...hrefs }: ActorSetupProps) {
  const goOn = useGoOn();
  const check = useCheck();
  const [name, setName] = useState(initialName);
  const [nameError, setNameError] = useState<string>();
  const [isDone, setIsDone] = useState(false);
  const form = useConnectorForm({
    schema,
    ...(stored ? { initialValue: stored.config, storedSecrets: stored.secrets } : {}),
  });
  const { save, saving, isStale } = useSave({ kind, connector, ...(stored ? { stored } : {}) });

  function readForm(): JsonObject | undefined {
    setNameError(name.trim() === "" ? text.nameMissing[kind] : undefined);
    const config = form.submit();
    if (name.trim() !== "") return config;
    document.getElementById("actor-name")?.focus();
    return undefined;
  }

  async function testAndSave(event: FormEvent) {
    event.preventDefault();
    const config = readForm();
    if (!config) return;
    const replaces = stored ? { replaces: stored.id } : {};
    const { passed, failure } = await check.run({ kind, connector, config, name, ...replaces });
    if (passed) await store(config, { isChecked: true });
    else if (failure && failure.problems.length > 0) form.refuse(failure.problems);
  }

  async function saveUnchecked(options: { overwrite?: boolean } = {}) {
    const config = readForm();
    if (config) await store(config, { isChecked: false, ...options });
  }

  async function store(config: JsonObject, how: { isChecked: boolean; overwrite?: boolean }) {
    const saved = await save({ name, config, ...how });
    if (saved.problems) form.refuse(saved.problems);
    if (saved.message) toast.error(saved.message);
    if (saved.id === undefined) return;
    setIsDone(true);
    goOn(hrefs.doneHref(saved.id));
  }

  const busy = check.progress.phase === "checking" || saving;
  return (
    <form
      noValidate
      onSubmit={(event) => void testAndSave(event)}
      className="grid w-full max-w-160 grid-cols-1 content-start gap-6"
    >
      <LeaveGuard
        when={!isDone && (form.isChanged || name !== initialName)}
        description={name.trim() ? text.notSaved(name.trim()) : text.unnamedNotSaved[kind]}
      />
      <Field id="actor-name" label={text.name} required error={nameError} help={text.nameHelp}>
        <Input
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.target.value)}
          autoComplete="off"
        />
      </Field>
      <ConnectorForm {...form.formProps} disabled={busy} />
      {check.progress.phase !== "idle" && (
        <CheckPanel
          kind={kind}
          progress={check.progress}
          onStop={check.stop}
          actions={
            <Button size="sm" busy={saving} onClick={() => void saveUnchecked()}>
              {text.saveAnyway}
            </Button>
          }
        />
      )}
      {isStale && stored && (
        <ChangedMeanwhile
          kind={kind}
          theirsHref={`${actorPlaces[kind].href}/${stored.id}/settings`}
          onOverwrite={() => saveUnchecked({ overwrite: true })}
        />
      )}
      <div className="flex items-center gap-2">
        {/* A field that is left checks itself; what it then says would move the button away under the pointer. */}
        <Button type="submit" variant="primary" busy={busy} onMouseDown={(event) => event.preventDefault()}>
          {stored ? text.testAndSave : text.setUp}
        </Button>
        <ButtonLink variant="ghost" href={hrefs.cancelHref}>
          {text.cancel}
        </ButtonLink>
      </div>
    </form>
  );
}
