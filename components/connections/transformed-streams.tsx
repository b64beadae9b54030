"use client";

import Link from "next/link";
import { useMay } from "@/components/shell/only-for";
import { Badge } from "@/components/ui/badge";
import { Checkbox } from "@/components/ui/checkbox";
import { FieldError } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { Table, TD, TH, THead, TR } from "@/components/ui/table";
import { VirtualRows } from "@/components/ui/virtual-rows";
import { call } from "@/lib/action/call";
import { changeStreamOptionsAction } from "@/lib/connections/actions";
import * as text from "@/text/transformation";
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
      return call(changeStreamOptionsAction)({
        id: connection.id,
        changes: { revision, streams: touched.map((stream) => toSend(stream, changed[stream.key])) },
      });
    });

  return (
    <DraftForm
      draft={draft}
      name={text.streams}
      label={text.saveStreams}
      problemsAt={["streams"]}
      onSave={save}
      wide
    >
      <Table label={text.streamsLabel} framed frameClassName="max-h-140 overflow-auto">
        <THead>
          <TR>
            <TH grow>{text.streamColumn}</TH>
            <TH>{text.fieldsColumn}</TH>
            <TH>{text.mappersColumn}</TH>
            <TH>{text.arraysColumn}</TH>
            <TH>{text.historyColumn}</TH>
            <TH>
              <span className="sr-only">{text.edit}</span>
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
              <TD muted>{stream.selected === null ? text.allFields : stream.selected}</TD>
              <TD className="py-1.5">
                <Mappers words={stream.mappers} />
              </TD>
              <TD className="py-1.5">
                <Select
                  size="sm"
                  className="w-36"
                  aria-label={text.arraysOf(stream.label)}
                  disabled={!canEdit}
                  value={optionsOf(stream).arrays}
                  onValueChange={(arrays) => change(stream, { arrays: arrays as Options["arrays"] })}
                  options={[
                    { value: "json", label: text.arraysAsJson },
                    { value: "tables", label: text.arraysAsTables },
                  ]}
                />
              </TD>
              <TD>
                {stream.history === null ? (
                  <span className="text-ink-faint">–</span>
                ) : (
                  <Checkbox
                    aria-label={text.historyOf(stream.label)}
                    disabled={!canEdit}
                    checked={optionsOf(stream).history === true}
                    onCheckedChange={(history) => change(stream, { history })}
                  />
                )}
              </TD>
              <TD>
                <Link
                  href={`/connections/${connection.id}/replication?stream=${encodeURIComponent(stream.key)}`}
                  aria-label={text.editOf(stream.label)}
                  className="focus-ring rounded-sm text-accent underline-offset-2 hover:underline"
                >
                  {canEdit ? text.edit : text.look}
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
  if (words.length === 0) return <span className="text-ink-faint">{text.noMapper}</span>;
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
