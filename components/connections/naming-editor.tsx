"use client";

import { Field } from "@/components/ui/field";
import { Code } from "@/components/ui/code";
import { formatCountOf } from "@/components/ui/format";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { TableName } from "@/lib/connections/table-names";
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
        <Field label="Namespace" help="The schema that tables are written to.">
          <Select
            value={draft.namespaceDefinition}
            onValueChange={(next) =>
              onChange({ namespaceDefinition: next as ConnectionDraft["namespaceDefinition"] })
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
            error={issueAt("namespaceFormat")}
          >
            <Input
              mono
              value={draft.namespaceFormat}
              placeholder="${SOURCE_NAMESPACE}_copy"
              onChange={(event) => onChange({ namespaceFormat: event.target.value })}
            />
          </Field>
        )}
        <Field label="Stream prefix" help="Stands before each table’s name." error={issueAt("prefix")}>
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
    <section aria-label="What tables will be called" className="grid content-start gap-2">
      <h3 className="text-sm font-medium">What tables will be called</h3>
      {shown.length === 0 ? (
        <p className="text-sm text-ink-muted">Choose a stream to see its table.</p>
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
        <p className="text-xs text-ink-muted">
          and {formatCountOf(chosen.length - shown.length, "more", "more")}, each in its row above
        </p>
      )}
    </section>
  );
}
