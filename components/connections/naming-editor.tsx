"use client";

import { Field } from "@/components/ui/field";
import { Code } from "@/components/ui/code";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { TableName } from "@/lib/connections/table-names";
import * as text from "@/text/connection-setup";
import { keyOf, type ConnectionDraft, type OfferedStream } from "./draft";

export interface NamingEditorProps {
  draft: ConnectionDraft;
  chosen: OfferedStream[];
  tables: ReadonlyMap<string, TableName>;
  issueAt: (field: string) => string | undefined;
  onChange: (change: Partial<ConnectionDraft>) => void;
}

const examples = 3;

/** In which schema tables stand and what they are called, with what that comes to. */
export function NamingEditor({ draft, chosen, tables, issueAt, onChange }: NamingEditorProps) {
  return (
    <div className="grid gap-4 lg:grid-cols-2 lg:gap-8">
      <div className="grid content-start gap-4">
        <Field label={text.namespace} help={text.namespaceMeaning}>
          <Select
            value={draft.namespaceDefinition}
            onValueChange={(next) =>
              onChange({ namespaceDefinition: next as ConnectionDraft["namespaceDefinition"] })
            }
            options={[
              { value: "destination", label: text.destinationDefault },
              { value: "source", label: text.mirrorSource },
              { value: "custom_format", label: text.customFormat },
            ]}
          />
        </Field>
        {draft.namespaceDefinition === "custom_format" && (
          <Field
            label={text.namespaceFormat}
            required
            help={text.namespaceFormatMeaning}
            error={issueAt("namespaceFormat")}
          >
            <Input
              mono
              value={draft.namespaceFormat}
              placeholder={text.namespaceFormatExample}
              onChange={(event) => onChange({ namespaceFormat: event.target.value })}
            />
          </Field>
        )}
        <Field label={text.prefix} help={text.prefixMeaning} error={issueAt("prefix")}>
          <Input mono value={draft.prefix} onChange={(event) => onChange({ prefix: event.target.value })} />
        </Field>
      </div>
      <NamePreview chosen={chosen} tables={tables} />
    </div>
  );
}

function NamePreview({ chosen, tables }: Pick<NamingEditorProps, "chosen" | "tables">) {
  const shown = chosen.filter((stream) => tables.has(keyOf(stream))).slice(0, examples);
  return (
    <section aria-label={text.tableNames} className="grid content-start gap-2">
      <h3 className="text-sm font-medium">{text.tableNames}</h3>
      {shown.length === 0 ? (
        <p className="text-sm text-ink-muted">{text.chooseStream}</p>
      ) : (
        <ul className="grid gap-1.5 text-sm" aria-live="polite">
          {shown.map((stream) => {
            const table = tables.get(keyOf(stream));
            return (
              <li key={keyOf(stream)} className="flex flex-wrap items-baseline gap-x-2 wrap-anywhere">
                <span className="text-ink-muted">
                  {[stream.namespace, stream.name].filter(Boolean).join(".")}
                </span>
                <span aria-hidden className="text-ink-faint">
                  →
                </span>
                {table && <Code>{`${table.namespace}.${table.name}`}</Code>}
              </li>
            );
          })}
        </ul>
      )}
      {chosen.length > shown.length && shown.length > 0 && (
        <p className="text-xs text-ink-muted">{text.moreTables(chosen.length - shown.length)}</p>
      )}
    </section>
  );
}
