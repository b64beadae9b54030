"use client";

import { useCallback, useRef, useState, type FormEvent } from "react";
import { StreamTable } from "@/components/streams/stream-table";
import { useTableNames } from "@/components/streams/use-table-names";
import { ReasonCard } from "@/components/status/reason-card";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Field, FieldError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { LeaveGuard } from "@/components/ui/leave-guard";
import { onDemand } from "@/components/ui/on-demand";
import { Section } from "@/components/ui/section";
import { toast } from "@/components/ui/toaster";
import { useGoOn } from "@/components/ui/use-go-on";
import type { ActionError } from "@/lib/action";
import type { DestinationFacts } from "@/lib/catalog/refusal";
import { call } from "@/lib/action/call";
import { planDraftAction, previewDraftTableAction } from "@/lib/connections/actions";
import type { DraftPlan } from "@/lib/connections/plan-draft";
import * as text from "@/text/connection-setup";
import {
  keyOf,
  toConfigured,
  toSettings,
  type ConnectionDraft,
  type OfferedStream,
  type StreamDraft,
} from "./draft";
import { isMended, isStale, noProblems, placeProblems, withoutStream } from "./editor-problems";
import { focusProblem, isInDrawer } from "./focus-problem";
import { NamingEditor } from "./naming-editor";
import { NormalizationEditor } from "./normalization-editor";
import { saveDraft, type EditorTarget } from "./save-draft";
import { ScheduleEditor } from "./schedule-editor";
import { useConnectionDraft } from "./use-connection-draft";

const SchemaDiff = onDemand(async () => (await import("@/components/streams/schema-diff")).SchemaDiff);
const ChangedMeanwhile = onDemand(
  async () => (await import("@/components/status/changed-meanwhile")).ChangedMeanwhile,
);
const PlanDialog = onDemand(async () => (await import("@/components/streams/plan-dialog")).PlanDialog);
// Most streams are taken as they are proposed.
const StreamDrawer = onDemand(async () => (await import("@/components/streams/stream-drawer")).StreamDrawer);

export interface ConnectionEditorProps {
  offered: OfferedStream[];
  initial: ConnectionDraft;
  destination: DestinationFacts;
  /** A new connection, or the stored one that is edited, as it was when the page was made. */
  target: EditorTarget;
  /** The stream whose details are open to begin with. */
  openStream?: string;
}

/** Streams, modes, tables, frequency and normalization of a connection. */
export function ConnectionEditor({ offered: found, initial, destination, ...props }: ConnectionEditorProps) {
  const goOn = useGoOn();
  // The revision is that of what was read into the form, however often the page is made anew behind it.
  const [target] = useState(props.target);
  const form = useRef<HTMLFormElement>(null);
  const editor = useConnectionDraft({ offered: found, initial, ends: target });
  const { draft, offered, set } = editor;
  const [problems, setProblems] = useState(noProblems);
  const [error, setError] = useState<ActionError>();
  const [plan, setPlan] = useState<DraftPlan>();
  const [openKey, setOpenKey] = useState(props.openStream);
  const [wasOpened, setWasOpened] = useState(false);
  if (openKey !== undefined && !wasOpened) setWasOpened(true);
  const [busy, setBusy] = useState(false);
  const [isSaved, setIsSaved] = useState(false);
  const tables = useTableNames(target.destinationId, draft, offered);
  const isNew = target.connectionId === undefined;
  const chosen = offered.filter((stream) => draft.streams[keyOf(stream)]?.isChosen);
  const opened = openKey === undefined ? undefined : offered.find((stream) => keyOf(stream) === openKey);

  const { setStream } = editor;
  const changeStream = useCallback(
    (key: string, change: Partial<StreamDraft>) => {
      setStream(key, change);
      setProblems((before) => withoutStream(before, key));
    },
    [setStream],
  );

  function toDraftInput() {
    const { sourceId, destinationId, connectionId } = target;
    return {
      ...toSettings(draft, offered),
      sourceId,
      destinationId,
      ...(connectionId === undefined ? {} : { connectionId }),
    };
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    refuse(undefined);
    const planned = await call(planDraftAction)(toDraftInput());
    if (!planned.ok) refuse(planned.error);
    else if (isNew || planned.data.lines.length > 0 || planned.data.unanswered !== null)
      setPlan(planned.data);
    else await save([]).catch(() => undefined);
    setBusy(false);
  }

  function refuse(reason: ActionError | undefined) {
    setError(reason);
    const placed = reason ? placeProblems(reason, toDraftInput().streams) : noProblems;
    setProblems(placed);
    if (placed.first && isInDrawer(placed.first.part)) setOpenKey(placed.first.key);
    else if (reason) requestAnimationFrame(() => focusProblem(form.current, placed));
  }

  /** Throws what is shown beside the button that was pressed. */
  async function save(refresh: DraftPlan["refresh"], overTheirs = false) {
    const result = await saveDraft({ target, settings: toSettings(draft, offered), refresh, overTheirs });
    if (!result.ok) {
      setPlan(undefined);
      refuse(result.error);
      throw new Error(result.error.message);
    }
    setIsSaved(true);
    if (result.data.note !== null) toast.warning(result.data.note);
    goOn(`/connections/${result.data.connectionId}`);
  }

  async function refresh() {
    const reason = await editor.refresh();
    if (reason) toast.error(reason.message);
  }

  return (
    <form ref={form} noValidate onSubmit={(event) => void submit(event)} className="grid grid-cols-1 gap-8">
      <LeaveGuard when={editor.isDirty && !isSaved} description={text.notSaved} />
      <div className="grid max-w-160 gap-4">
        <Field label={text.name} required error={problems.fields.name}>
          <Input value={draft.name} onChange={(event) => set({ name: event.target.value })} />
        </Field>
        <ScheduleEditor
          schedule={draft.schedule}
          onChange={(schedule) => set({ schedule })}
          error={problems.fields.schedule}
        />
      </div>
      <Section
        title={text.streams}
        description={text.aboutStreams}
        actions={
          <Button size="sm" type="button" busy={editor.refreshing} onClick={() => void refresh()}>
            {text.refreshSchema}
          </Button>
        }
      >
        {editor.changes && <SchemaDiff lines={editor.changes} onClose={editor.forgetChanges} />}
        <StreamTable
          offered={offered}
          drafts={draft.streams}
          destination={destination}
          problems={problems.streams}
          tables={tables}
          onChange={changeStream}
          onChangeAll={editor.setStreams}
          onOpen={setOpenKey}
        />
        {problems.choice && <FieldError>{problems.choice}</FieldError>}
      </Section>
      <Section title={text.tables}>
        <NamingEditor
          draft={draft}
          chosen={chosen}
          tables={tables}
          issueAt={(field) => problems.fields[field]}
          onChange={set}
        />
      </Section>
      <Section title={text.normalization}>
        <NormalizationEditor
          draft={draft}
          chosen={chosen}
          askPreview={askPreview}
          onChange={(normalization) => set({ normalization })}
        />
      </Section>
      {error && isStale(error) && target.connectionId !== undefined ? (
        <ChangedMeanwhile
          kind="connection"
          theirsHref={`/connections/${target.connectionId}/replication`}
          onOverwrite={() => save([], true)}
        />
      ) : (
        error &&
        !isMended(error, problems) && (
          <ReasonCard
            what={error.message}
            {...(error.issues.length > 0 ? { advice: text.mendAbove } : {})}
            {...(error.errorId ? { errorId: error.errorId } : {})}
          />
        )
      )}
      <div className="flex items-center gap-2">
        <Button type="submit" variant="primary" busy={busy}>
          {isNew ? text.setUp : text.save}
        </Button>
        <ButtonLink
          variant="ghost"
          href={target.connectionId === undefined ? "/connections" : `/connections/${target.connectionId}`}
        >
          {text.cancel}
        </ButtonLink>
      </div>
      {wasOpened && (
        <StreamDrawer
          stream={opened}
          draft={opened && draft.streams[keyOf(opened)]}
          problem={opened && problems.streams[keyOf(opened)]}
          part={problems.first?.key === openKey ? problems.first?.part : undefined}
          table={opened && tables.get(keyOf(opened))}
          sourceId={target.sourceId}
          destination={destination}
          askPreview={askPreview}
          onChange={changeStream}
          onClose={() => setOpenKey(undefined)}
        />
      )}
      {plan && (
        <PlanDialog
          plan={plan}
          isNew={isNew}
          onConfirm={(isRefreshed) => save(isRefreshed ? plan.refresh : [])}
          onClose={() => setPlan(undefined)}
        />
      )}
    </form>
  );

  function askPreview(stream: OfferedStream, streamDraft: ConnectionDraft["streams"][string]) {
    return call(previewDraftTableAction)({ ...toDraftInput(), streams: [toConfigured(stream, streamDraft)] });
  }
}
