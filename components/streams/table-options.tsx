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
        label="Table name"
        help={<TableHelp table={table} wanted={draft.destinationName} />}
        aside={
          draft.destinationName === "" ? "From the prefix and the stream" : "In place of prefix and stream"
        }
      >
        <Input
          mono
          value={draft.destinationName}
          placeholder={stream.name}
          onChange={(event) => onChange({ destinationName: event.target.value })}
        />
      </Field>
      <Field
        label="History table"
        help={
          destination.history
            ? "Every version of every row, beside the table."
            : `${title} keeps no history tables.`
        }
      >
        <Select
          value={draft.history === null ? "default" : draft.history ? "on" : "off"}
          disabled={!destination.history}
          onValueChange={(next) => onChange({ history: next === "default" ? null : next === "on" })}
          options={[
            { value: "default", label: "As the sync mode has it" },
            { value: "on", label: "Keep every version" },
            { value: "off", label: "Keep the newest version only" },
          ]}
        />
      </Field>
      <Field label="Rows that are gone at the source" help={deletesHelp(isDeduped, destination)}>
        <Select
          value={draft.deletes ?? "default"}
          onValueChange={(next) =>
            onChange({ deletes: next === "default" ? null : (next as StreamDraft["deletes"]) })
          }
          options={[
            { value: "default", label: "Removed, where the source tells" },
            { value: "ignore", label: "Kept" },
            {
              value: "soft",
              label: "Marked as deleted",
              ...(destination.softDeletes
                ? {}
                : { disabled: true, description: `${title} cannot mark rows.` }),
            },
            { value: "hard", label: "Removed by key" },
          ]}
        />
      </Field>
      <Field label="Arrays of objects" help="With normalization. Raw tables keep them as they came.">
        <Select
          value={draft.arrays}
          onValueChange={(next) => onChange({ arrays: next === "tables" ? "tables" : "json" })}
          options={[
            { value: "json", label: "One JSON column" },
            {
              value: "tables",
              label: "A child table for each",
              ...(isDeduped && !destination.dedupedChildren
                ? { disabled: true, description: `${title} keeps none beside a deduplicated table.` }
                : {}),
            },
          ]}
        />
      </Field>
      <Field
        label="Former generations"
        help={
          !destination.keepsGenerations
            ? `${title} keeps none.`
            : isOverwritten
              ? "How many former tables stay, to be rolled back to."
              : "Only a table that is overwritten has former ones."
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
  if (!table) return "Choose the stream to see its table.";
  return (
    <>
      Written to <Code>{`${table.namespace}.${table.name}`}</Code>
      {wanted !== "" && wanted !== table.name && ", as the destination’s rules have it"}.
    </>
  );
}

function deletesHelp(isDeduped: boolean, { softDeletes, title }: DestinationFacts): string {
  if (!softDeletes) return `${title} cannot find rows that are gone.`;
  return isDeduped
    ? "What the source reports as deleted, or a full refresh did not bring."
    : "Set with Full refresh | Overwrite, rows are merged by key in place of a swap.";
}
