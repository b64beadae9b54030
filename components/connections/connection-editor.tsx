"use client";

import { useRouter } from "next/navigation";
import { useState, type FormEvent } from "react";
import { ReasonCard } from "@/components/status/reason-card";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RadioCards } from "@/components/ui/radio-cards";
import { Section } from "@/components/ui/section";
import { Select } from "@/components/ui/select";
import type { ActionError } from "@/lib/action";
import { createConnectionAction, updateConnectionAction } from "@/lib/connections/actions";
import { requestSyncAction } from "@/lib/runs/actions";
import { keyOf, toSettings, type ConnectionDraft, type OfferedStream } from "./draft";
import { ScheduleEditor } from "./schedule-editor";
import { StreamEditor } from "./stream-editor";

export interface ConnectionEditorProps {
  offered: OfferedStream[];
  initial: ConnectionDraft;
  /** A new connection between these two, or the stored one that is edited. */
  target: { sourceId: string; destinationId: string } | { connectionId: string };
}

/** Streams, modes, tables, frequency and normalization of a connection. */
export function ConnectionEditor({ offered, initial, target }: ConnectionEditorProps) {
  const router = useRouter();
  const [draft, setDraft] = useState(initial);
  const [error, setError] = useState<ActionError>();
  const [busy, setBusy] = useState(false);
  const isNew = "sourceId" in target;
  const set = (change: Partial<ConnectionDraft>) => setDraft((before) => ({ ...before, ...change }));
  const settings = toSettings(draft, offered);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    const result = await save();
    if (result.ok) return;
    setBusy(false);
    setError(result.error);
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>("[role=alert]")?.scrollIntoView({ block: "center" }),
    );
  }

  async function save(): Promise<{ ok: true } | { ok: false; error: ActionError }> {
    if (!("sourceId" in target)) {
      const { connectionId } = target;
      const saved = await updateConnectionAction({ id: connectionId, changes: settings });
      if (saved.ok) leaveTo(connectionId);
      return saved.ok ? { ok: true } : saved;
    }
    const created = await createConnectionAction({ ...settings, ...target });
    if (!created.ok) return created;
    // The connection stands either way; its page shows why a first sync did not begin.
    await requestSyncAction({ connectionId: created.data.id });
    leaveTo(created.data.id);
    return { ok: true };
  }

  function leaveTo(connectionId: string) {
    router.push(`/connections/${connectionId}`);
    router.refresh();
  }

  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-8">
      <div className="grid max-w-160 gap-4">
        <Field label="Name" required error={issueAt(error, "name")}>
          <Input value={draft.name} onChange={(event) => set({ name: event.target.value })} />
        </Field>
        <ScheduleEditor schedule={draft.schedule} onChange={(schedule) => set({ schedule })} />
      </div>
      <Section title="Streams" description="What is moved, and how.">
        <StreamEditor
          offered={offered}
          streams={draft.streams}
          onChange={(streams) => set({ streams })}
          problems={streamProblems(error, settings.streams ?? [])}
        />
      </Section>
      <Section title="Tables">
        <div className="grid max-w-160 gap-4">
          <Field label="Namespace" help="The schema that tables are written to.">
            <Select
              value={draft.namespaceDefinition}
              onValueChange={(next) =>
                set({ namespaceDefinition: next as ConnectionDraft["namespaceDefinition"] })
              }
              options={[
                { value: "destination", label: "Destination default" },
                { value: "source", label: "Mirror source structure" },
                { value: "custom_format", label: "Custom format" },
              ]}
            />
          </Field>
          {draft.namespaceDefinition === "custom_format" && (
            <Field
              label="Namespace format"
              required
              help="${SOURCE_NAMESPACE} stands for the source’s namespace."
              error={issueAt(error, "namespaceFormat")}
            >
              <Input
                mono
                value={draft.namespaceFormat}
                onChange={(event) => set({ namespaceFormat: event.target.value })}
              />
            </Field>
          )}
          <Field
            label="Stream prefix"
            help={`A stream “orders” becomes the table “${draft.prefix}orders”.`}
            error={issueAt(error, "prefix")}
          >
            <Input mono value={draft.prefix} onChange={(event) => set({ prefix: event.target.value })} />
          </Field>
          <Field label="Normalization" required>
            <RadioCards
              value={draft.normalization}
              onValueChange={(next) => set({ normalization: next as ConnectionDraft["normalization"] })}
              columns={2}
              options={[
                {
                  value: "basic",
                  label: "Basic normalization",
                  description: "Each field becomes a column of the destination’s own type.",
                },
                {
                  value: "raw",
                  label: "Raw data",
                  description: "Each row is kept as it came, as one JSON document.",
                },
              ]}
            />
          </Field>
        </div>
      </Section>
      {error && <ReasonCard what={error.message} {...(error.errorId ? { errorId: error.errorId } : {})} />}
      <div className="flex items-center gap-2">
        <Button type="submit" variant="primary" busy={busy}>
          {isNew ? "Set up connection" : "Save"}
        </Button>
        <Button type="button" variant="ghost" onClick={() => router.back()} disabled={busy}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function issueAt(error: ActionError | undefined, field: string): string | undefined {
  return error?.issues.find(({ path }) => path[0] === field || (path[0] === "changes" && path[1] === field))
    ?.message;
}

/** Issues of streams come by their place in what was sent. */
function streamProblems(
  error: ActionError | undefined,
  sent: { namespace?: string | undefined; name: string }[],
): Record<string, string> {
  const found = (error?.issues ?? []).flatMap(({ path, message }) => {
    const from = path.indexOf("streams");
    const index = from < 0 ? undefined : path[from + 1];
    const stream = typeof index === "number" ? sent[index] : undefined;
    return stream ? [[keyOf(stream), message] as const] : [];
  });
  return Object.fromEntries(found);
}
