"use client";

import type { ReactNode } from "react";
import { Code } from "@/components/ui/code";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NumberInput } from "@/components/ui/number-input";
import { Select } from "@/components/ui/select";
import type { DestinationFacts } from "@/lib/catalog/refusal";
import type { TableName } from "@/lib/connections/table-names";
import { usesKey, type OfferedStream, type StreamDraft } from "@/components/connections/draft";
import * as text from "@/text/stream-tables";

export interface TableOptionsProps {
  stream: OfferedStream;
  draft: StreamDraft;
  table: TableName | undefined;
  destination: DestinationFacts;
  onChange: (change: Partial<StreamDraft>) => void;
}

/** How the stream's table is named and kept. What the destination cannot do says so. */
export function TableOptions({ stream, draft, table, destination, onChange }: TableOptionsProps) {
  const { title } = destination;
  const isDeduped = usesKey(draft);
  const isOverwritten = draft.syncMode === "full_refresh_overwrite" && !isDeduped;
  return (
    <div className="grid max-w-140 gap-4">
      <Field
        label={text.tableName}
        help={<TableHelp table={table} wanted={draft.destinationName} />}
        aside={draft.destinationName === "" ? text.nameByPrefix : text.nameByItself}
      >
        <Input
          mono
          value={draft.destinationName}
          placeholder={stream.name}
          onChange={(event) => onChange({ destinationName: event.target.value })}
        />
      </Field>
      <Field
        label={text.historyTable}
        help={destination.history ? text.historyMeaning : text.noHistory(title)}
      >
        <Select
          value={draft.history === null ? "default" : draft.history ? "on" : "off"}
          disabled={!destination.history}
          onValueChange={(next) => onChange({ history: next === "default" ? null : next === "on" })}
          options={[
            { value: "default", label: text.historyByMode },
            { value: "on", label: text.keepEveryVersion },
            { value: "off", label: text.keepNewestVersion },
          ]}
        />
      </Field>
      <Field label={text.deletes} help={deletesHelp(isDeduped, destination)}>
        <Select
          value={draft.deletes ?? "default"}
          onValueChange={(next) =>
            onChange({ deletes: next === "default" ? null : (next as StreamDraft["deletes"]) })
          }
          options={[
            { value: "default", label: text.removedWhereTold },
            { value: "ignore", label: text.kept },
            {
              value: "soft",
              label: text.markedDeleted,
              ...(destination.softDeletes ? {} : { disabled: true, description: text.cannotMark(title) }),
            },
            { value: "hard", label: text.removedByKey },
          ]}
        />
      </Field>
      <Field label={text.arrays} help={text.arraysHelp}>
        <Select
          value={draft.arrays}
          onValueChange={(next) => onChange({ arrays: next === "tables" ? "tables" : "json" })}
          options={[
            { value: "json", label: text.jsonColumn },
            {
              value: "tables",
              label: text.childTables,
              ...(isDeduped && !destination.dedupedChildren
                ? { disabled: true, description: text.noChildTables(title) }
                : {}),
            },
          ]}
        />
      </Field>
      <Field
        label={text.generations}
        help={
          !destination.keepsGenerations
            ? text.noGenerations(title)
            : isOverwritten
              ? text.generationsHelp
              : text.generationsOfOverwritten
        }
      >
        <NumberInput
          integer
          value={draft.keepGenerations}
          disabled={!destination.keepsGenerations || (!isOverwritten && draft.keepGenerations === 0)}
          onChange={(next) => onChange({ keepGenerations: typeof next === "number" ? next : 0 })}
        />
      </Field>
    </div>
  );
}

function TableHelp({ table, wanted }: { table: TableName | undefined; wanted: string }): ReactNode {
  if (!table) return text.chooseStreamFirst;
  const place = <Code>{`${table.namespace}.${table.name}`}</Code>;
  return wanted !== "" && wanted !== table.name ? text.writtenToByRules(place) : text.writtenTo(place);
}

function deletesHelp(isDeduped: boolean, { softDeletes, title }: DestinationFacts): string {
  if (!softDeletes) return text.deletesNotFound(title);
  return isDeduped ? text.deletesByKey : text.deletesByMerge;
}
