"use client";

import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { Table, TD, TH, THead, TR } from "@/components/ui/table";
import { VirtualRows } from "@/components/ui/virtual-rows";
import { neededFields, type OfferedStream, type StreamDraft } from "@/components/connections/draft";
import { describeType } from "@/lib/catalog/type-words";
import * as text from "@/text/streams";
import * as typeText from "@/text/types";

export interface FieldChoiceProps {
  stream: OfferedStream;
  draft: StreamDraft;
  onChange: (change: Partial<StreamDraft>) => void;
}

/** Which fields are moved. What tells rows apart or orders them cannot be left out. */
export function FieldChoice({ stream, draft, onChange }: FieldChoiceProps) {
  const [search, setSearch] = useState("");
  const names = stream.fields.map((field) => field.name);
  const lost = (draft.fields ?? []).filter((name) => !names.includes(name));
  const chosen = new Set(draft.fields ?? names);
  const needed = neededFields(stream, draft);
  const shown = stream.fields.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()));

  function toggle(field: string, isChosen: boolean) {
    const next = names.filter((name) => (name === field ? isChosen : chosen.has(name)));
    onChange({ fields: next.length === names.length ? null : next });
  }

  return (
    <div className="grid grid-cols-1 gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Input
          type="search"
          aria-label={text.searchFields}
          placeholder={text.searchFields}
          className="max-w-60"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <span className="flex items-center gap-2 text-xs text-ink-muted tabular-nums">
          {draft.fields === null ? text.allAndLater : text.chosenFields(chosen.size, names.length)}
          {draft.fields !== null && (
            <Button size="sm" variant="ghost" type="button" onClick={() => onChange({ fields: null })}>
              {text.takeAll}
            </Button>
          )}
        </span>
      </div>
      {lost.length > 0 && (
        <p role="alert" className="flex flex-wrap items-center gap-2 text-sm text-bad">
          {text.fieldsGone(lost)}
          <Button
            size="sm"
            type="button"
            onClick={() => onChange({ fields: names.filter((name) => chosen.has(name)) })}
          >
            {text.leaveOut}
          </Button>
        </p>
      )}
      <Table label={text.fields} framed frameClassName="max-h-120 overflow-auto">
        <THead>
          <TR>
            <TH className="w-8">
              <span className="sr-only">{text.movedColumn}</span>
            </TH>
            <TH grow>{text.field}</TH>
            <TH>{text.typeColumn}</TH>
            <TH>{text.roleColumn}</TH>
          </TR>
        </THead>
        <VirtualRows
          rows={shown}
          rowKey={(field) => field.name}
          renderRow={({ name, type }) => (
            <TR>
              <TD>
                <Checkbox
                  aria-label={text.moveField(name)}
                  checked={chosen.has(name)}
                  disabled={needed.has(name) && chosen.has(name)}
                  onCheckedChange={(isChosen) => toggle(name, isChosen)}
                />
              </TD>
              <TD grow>{name}</TD>
              <TD muted className="font-mono text-xs">
                {type && describeType(type, typeText)}
              </TD>
              <TD>
                <Roles name={name} stream={stream} draft={draft} needed={needed} />
              </TD>
            </TR>
          )}
        />
      </Table>
    </div>
  );
}

interface RolesProps extends Omit<FieldChoiceProps, "onChange"> {
  name: string;
  needed: Set<string>;
}

function Roles({ name, draft, needed }: RolesProps) {
  if (!needed.has(name)) return null;
  return (
    <span className="flex gap-1">
      {draft.key.some(([field]) => field === name) && <Badge>{text.key}</Badge>}
      {draft.cursor === name && <Badge>{text.cursor}</Badge>}
    </span>
  );
}
