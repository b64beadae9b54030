"use client";

import Link from "next/link";
import { useMay } from "@/components/shell/only-for";
import { Badge } from "@/components/ui/badge";
import { Checkbox } from "@/components/ui/checkbox";
import { FieldError } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { Table, TD, TH, THead, TR } from "@/components/ui/table";
import { VirtualRows } from "@/components/ui/virtual-rows";
import { changeStreamOptionsAction } from "@/lib/connections/actions";
import { DraftForm } from "./draft-form";
import { issueAt, useDraft } from "./use-draft";

/** A stream as its transformation is told. */
export interface TransformedStream {
  key: string;
  namespace?: string;
  name: string;
  label: string;
  /** null: all fields, also those that appear later. */
  selected: number | null;
  mappers: string[];
  arrays: "json" | "tables";
  /** null where the mode keeps no history. */
  history: boolean | null;
}

type Options = Pick<TransformedStream, "arrays" | "history">;

export interface TransformedStreamsProps {
  connection: { id: string; revision: number };
  streams: TransformedStream[];
}

/** Each stream's arrays and history, edited here, and its fields and mappers, edited in Replication. */
export function TransformedStreams({ connection, streams }: TransformedStreamsProps) {
  const canEdit = useMay("editor");
  const draft = useDraft<Record<string, Options>>({ ...connection, value: {} });
  const { value, set, error } = draft;
  const optionsOf = (stream: TransformedStream): Options => value[stream.key] ?? stream;
  const change = (stream: TransformedStream, next: Partial<Options>) => {
    const { arrays, history } = { ...optionsOf(stream), ...next };
    set({ ...value, [stream.key]: { arrays, history } });
  };
  const refused = issueAt(error, "streams");

  const save = () =>
    draft.save(async (changed, revision) => {
      const touched = streams.filter(({ key }) => changed[key]);
      return changeStreamOptionsAction({
        id: connection.id,
        changes: { revision, streams: touched.map((stream) => toSend(stream, changed[stream.key])) },
      });
    });

  return (
    <DraftForm draft={draft} name="Streams" label="Save streams" problemsAt={["streams"]} onSave={save} wide>
      <Table label="Transformation of each stream" framed frameClassName="max-h-140 overflow-auto">
        <THead>
          <TR>
            <TH grow>Stream</TH>
            <TH>Fields</TH>
            <TH>Mappers</TH>
            <TH>Arrays of objects</TH>
            <TH>History table</TH>
            <TH>
              <span className="sr-only">Edit</span>
            </TH>
          </TR>
        </THead>
        <VirtualRows
          rows={streams}
          rowKey={({ key }) => key}
          rowHeightPx={44}
          renderRow={(stream) => (
            <TR>
              <TD grow className="font-medium" title={stream.label}>
                {stream.label}
              </TD>
              <TD muted>{stream.selected === null ? "All" : stream.selected}</TD>
              <TD className="py-1.5">
                <Mappers words={stream.mappers} />
              </TD>
              <TD className="py-1.5">
                <Select
                  size="sm"
                  className="w-36"
                  aria-label={`Arrays of ${stream.label}`}
                  disabled={!canEdit}
                  value={optionsOf(stream).arrays}
                  onValueChange={(arrays) => change(stream, { arrays: arrays as Options["arrays"] })}
                  options={[
                    { value: "json", label: "JSON" },
                    { value: "tables", label: "Child tables" },
                  ]}
                />
              </TD>
              <TD>
                {stream.history === null ? (
                  <span className="text-ink-faint">–</span>
                ) : (
                  <Checkbox
                    aria-label={`History of ${stream.label}`}
                    disabled={!canEdit}
                    checked={optionsOf(stream).history === true}
                    onCheckedChange={(history) => change(stream, { history })}
                  />
                )}
              </TD>
              <TD>
                <Link
                  href={`/connections/${connection.id}/replication?stream=${encodeURIComponent(stream.key)}`}
                  aria-label={`Edit ${stream.label} in Replication`}
                  className="focus-ring rounded-sm text-accent underline-offset-2 hover:underline"
                >
                  {canEdit ? "Edit" : "Look"}
                </Link>
              </TD>
            </TR>
          )}
        />
      </Table>
      {refused && <FieldError>{refused}</FieldError>}
    </DraftForm>
  );
}

function toSend(stream: TransformedStream, options: Options | undefined) {
  const { namespace, name } = stream;
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(options === undefined || options.arrays === stream.arrays ? {} : { arrays: options.arrays }),
    ...(options?.history == null || options.history === stream.history ? {} : { history: options.history }),
  };
}

function Mappers({ words }: { words: readonly string[] }) {
  if (words.length === 0) return <span className="text-ink-faint">None</span>;
  return (
    <ol className="flex flex-wrap gap-1">
      {words.map((each, index) => (
        <li key={index} className="min-w-0">
          <Badge className="max-w-64">{each}</Badge>
        </li>
      ))}
    </ol>
  );
}
