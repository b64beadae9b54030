"use client";

import { useState } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { formatCountOf } from "@/components/ui/format";
import { Input } from "@/components/ui/input";
import { MultiSelect } from "@/components/ui/multi-select";
import { Select } from "@/components/ui/select";
import { Table, TD, TH, THead, TR } from "@/components/ui/table";
import { VirtualRows } from "@/components/ui/virtual-rows";
import { FieldPicker } from "./field-picker";
import { keyOf, syncModeWords, usesCursor, usesKey, type OfferedStream, type StreamDraft } from "./draft";

export interface StreamEditorProps {
  offered: OfferedStream[];
  streams: Record<string, StreamDraft>;
  onChange: (streams: Record<string, StreamDraft>) => void;
  /** What the service found wrong, by stream. */
  problems: Record<string, string>;
}

/** Which streams, and how each is moved. */
export function StreamEditor({ offered, streams, onChange, problems }: StreamEditorProps) {
  const [search, setSearch] = useState("");
  const shown = offered.filter((stream) =>
    `${stream.namespace ?? ""}.${stream.name}`.toLowerCase().includes(search.toLowerCase()),
  );
  const chosenCount = offered.filter((stream) => streams[keyOf(stream)]?.isChosen).length;
  const shownChosen = shown.filter((stream) => streams[keyOf(stream)]?.isChosen).length;

  function set(stream: OfferedStream, change: Partial<StreamDraft>) {
    const before = streams[keyOf(stream)];
    if (before) onChange({ ...streams, [keyOf(stream)]: { ...before, ...change } });
  }

  function setAll(isChosen: boolean) {
    const changed = shown.flatMap((stream) => {
      const before = streams[keyOf(stream)];
      return before && stream.modes.length > 0 ? [[keyOf(stream), { ...before, isChosen }] as const] : [];
    });
    onChange({ ...streams, ...Object.fromEntries(changed) });
  }

  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Input
          aria-label="Search streams"
          placeholder="Search streams"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          className="max-w-72"
        />
        <span className="text-xs text-ink-muted tabular-nums">
          {formatCountOf(chosenCount, "stream")} of {offered.length} chosen
        </span>
      </div>
      <Table label="Streams" framed frameClassName="max-h-140 overflow-auto">
        <THead>
          <TR>
            <TH className="w-8">
              <Checkbox
                aria-label="All streams"
                checked={shownChosen === 0 ? false : shownChosen === shown.length ? true : "indeterminate"}
                onCheckedChange={setAll}
              />
            </TH>
            <TH>Namespace</TH>
            <TH grow>Stream</TH>
            <TH>Sync mode</TH>
            <TH>Cursor field</TH>
            <TH>Primary key</TH>
            <TH>Fields</TH>
          </TR>
        </THead>
        <VirtualRows
          rows={shown}
          rowKey={keyOf}
          renderRow={(stream) => (
            <StreamRow
              key={keyOf(stream)}
              stream={stream}
              draft={streams[keyOf(stream)]}
              problem={problems[keyOf(stream)]}
              onChange={(change) => set(stream, change)}
            />
          )}
        />
      </Table>
    </div>
  );
}

interface StreamRowProps {
  stream: OfferedStream;
  draft: StreamDraft | undefined;
  problem: string | undefined;
  onChange: (change: Partial<StreamDraft>) => void;
}

function StreamRow({ stream, draft, problem, onChange }: StreamRowProps) {
  if (!draft) return null;
  const label = stream.name;
  const isIdle = !draft.isChosen;
  return (
    <TR data-stream={keyOf(stream)}>
      <TD>
        <Checkbox
          aria-label={`Sync ${label}`}
          checked={draft.isChosen}
          disabled={stream.modes.length === 0}
          onCheckedChange={(isChosen) => onChange({ isChosen })}
        />
      </TD>
      <TD muted>{stream.namespace ?? "–"}</TD>
      <TD grow>
        {label}
        {problem && (
          <span role="alert" className="block text-xs whitespace-normal text-bad">
            {problem}
          </span>
        )}
      </TD>
      <TD>
        <Select
          size="sm"
          aria-label={`Sync mode of ${label}`}
          value={draft.syncMode ?? undefined}
          disabled={isIdle}
          onValueChange={(mode) =>
            onChange({ syncMode: stream.modes.find((offered) => offered === mode) ?? null })
          }
          options={stream.modes.map((mode) => ({ value: mode, label: syncModeWords[mode] }))}
        />
      </TD>
      <TD>
        {usesCursor(draft.syncMode) && (
          <Select
            size="sm"
            aria-label={`Cursor field of ${label}`}
            value={draft.cursor ?? undefined}
            disabled={isIdle || stream.cursorIsGiven}
            placeholder={stream.cursorIsGiven ? "Set by the source" : "Choose a field"}
            onValueChange={(cursor) => onChange({ cursor })}
            options={stream.cursorFields.map((field) => ({ value: field, label: field }))}
          />
        )}
      </TD>
      <TD>
        {usesKey(draft.syncMode) && (
          <MultiSelect
            aria-label={`Primary key of ${label}`}
            value={draft.key}
            disabled={isIdle}
            placeholder="Choose fields"
            onValueChange={(key) => onChange({ key })}
            options={stream.fields.map((field) => ({ value: field.name, label: field.name }))}
          />
        )}
      </TD>
      <TD>
        <FieldPicker stream={stream} draft={draft} onChange={(fields) => onChange({ fields })} />
      </TD>
    </TR>
  );
}
