"use client";

import { memo } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { cn } from "@/components/ui/cn";
import { Combobox } from "@/components/ui/combobox";
import { PlainButton } from "@/components/ui/plain-button";
import { TD, TR } from "@/components/ui/table";
import type { TableName } from "@/lib/connections/table-names";
import type { DestinationFacts } from "@/lib/catalog/refusal";
import {
  canBeChosen,
  keyOf,
  usesCursor,
  usesKey,
  type OfferedStream,
  type StreamDraft,
} from "@/components/connections/draft";
import * as text from "@/text/streams";
import { KeyPicker } from "./key-picker";
import { ModeSelect } from "./mode-select";
import { troubleOf } from "./stream-filter";

export interface StreamRowProps {
  stream: OfferedStream;
  draft: StreamDraft;
  /** In the whole table, its head included; counted from 1. */
  rowIndex: number;
  /** What the service found wrong with it. */
  problem: string | undefined;
  /** Where it will be written; undefined while that is being asked. */
  table: TableName | undefined;
  destination: DestinationFacts;
  onChange: (key: string, change: Partial<StreamDraft>) => void;
  onOpen: (key: string) => void;
}

/** Drawn anew only where something of this one stream has changed. */
export const StreamRow = memo(function StreamRow(props: StreamRowProps) {
  const { stream, draft, problem, table, destination, onChange, onOpen } = props;
  const key = keyOf(stream);
  const trouble = troubleOf(stream, draft, problem);
  const isIdle = !draft.isChosen || stream.isGone === true;
  const isOff = !canBeChosen(stream) && !draft.isChosen;
  const all = stream.fields.length;
  const fieldCount = draft.fields === null ? text.allFields(all) : text.someFields(draft.fields.length, all);
  return (
    <TR
      data-stream={key}
      aria-rowindex={props.rowIndex}
      className="cursor-pointer hover:bg-ink/3"
      onClick={(event) => {
        if (isRowItself(event.target, event.currentTarget)) onOpen(key);
      }}
    >
      <TD>
        <Checkbox
          aria-label={text.syncStream(stream.name)}
          checked={draft.isChosen}
          disabled={isOff}
          onCheckedChange={(isChosen) => onChange(key, { isChosen })}
        />
      </TD>
      <TD muted>{stream.namespace ?? "–"}</TD>
      <TD grow>
        <PlainButton
          data-open=""
          onClick={() => onOpen(key)}
          className={cn(
            "focus-ring max-w-full truncate rounded-sm text-left font-medium hover:underline",
            isIdle && "font-normal text-ink-muted",
          )}
        >
          {stream.name}
        </PlainButton>
        {trouble && (
          <span role="alert" title={trouble} className="line-clamp-2 text-xs whitespace-normal text-bad">
            {trouble}
          </span>
        )}
      </TD>
      <TD data-part="syncMode">
        <ModeSelect
          stream={stream}
          value={draft.syncMode}
          destination={destination}
          disabled={isIdle}
          onChange={(syncMode) => onChange(key, { syncMode })}
        />
      </TD>
      <TD data-part="cursorField">
        {usesCursor(draft.syncMode) && <CursorCell {...props} isIdle={isIdle} />}
      </TD>
      <TD data-part="primaryKey">
        {usesKey(draft) && (
          <KeyPicker
            stream={stream}
            value={draft.key}
            disabled={isIdle}
            onChange={(chosen) => onChange(key, { key: chosen })}
          />
        )}
      </TD>
      <TD className="max-w-56 truncate font-mono text-xs" muted>
        {draft.isChosen && table && <span title={`${table.namespace}.${table.name}`}>{table.name}</span>}
      </TD>
      <TD align="right">
        <Button
          size="sm"
          variant="ghost"
          type="button"
          aria-label={text.fieldsOf(stream.name, fieldCount)}
          onClick={() => onOpen(key)}
        >
          {fieldCount}
        </Button>
      </TD>
    </TR>
  );
});

function CursorCell({ stream, draft, onChange, isIdle }: StreamRowProps & { isIdle: boolean }) {
  const isLost = draft.cursor !== null && !stream.cursorFields.includes(draft.cursor);
  const options =
    isLost && draft.cursor !== null ? [...stream.cursorFields, draft.cursor] : stream.cursorFields;
  return (
    <Combobox
      size="sm"
      className="min-w-32"
      aria-label={text.cursorOf(stream.name)}
      value={stream.cursorIsGiven ? undefined : (draft.cursor ?? undefined)}
      disabled={isIdle || stream.cursorIsGiven}
      placeholder={stream.cursorIsGiven ? text.setBySource : text.chooseField}
      onValueChange={(cursor) => onChange(keyOf(stream), { cursor })}
      options={options.map((field) => ({
        value: field,
        label: field,
        ...(isLost && field === draft.cursor ? { description: text.fieldGone, disabled: true } : {}),
      }))}
    />
  );
}

/** A click in a menu or drawer bubbles here through React although it is elsewhere on the page. */
function isRowItself(target: EventTarget, row: HTMLElement): boolean {
  if (!(target instanceof Element) || !row.contains(target)) return false;
  return !target.closest("button, input, label, select, [role=combobox]");
}
