"use client";

import { OnlyFor } from "@/components/shell/only-for";
import { PlanList } from "@/components/status/plan-list";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { formatRows } from "@/components/ui/format";
import { NumberInput } from "@/components/ui/number-input";
import { RelativeTime } from "@/components/ui/relative-time";
import { Table, TBody, TD, TH, THead, TR, EmptyRow } from "@/components/ui/table";
import { toast } from "@/components/ui/toaster";
import { call } from "@/lib/action/call";
import { changeStreamOptionsAction, rollBackAction } from "@/lib/connections/actions";
import * as text from "@/text/connection-state";
import { DraftForm } from "./draft-form";
import { issueAt, useDraft } from "./use-draft";

export interface GenerationTableProps {
  connection: { id: string; revision: number };
  stream: { namespace?: string; name: string; label: string; keepGenerations: number };
  /** What the table shows now; null where it is not known. */
  shown: number | null;
  kept: { generation: number; rows: number; replacedAtMs: number }[];
}

/** The former generations of a table, how many of them stay, and the way back to one. */
export function GenerationTable({ connection, stream, shown, kept }: GenerationTableProps) {
  return (
    <div className="grid grid-cols-1 gap-4">
      <Table label={text.generations} framed frameClassName="overflow-x-auto">
        <THead>
          <TR>
            <TH>{text.generationColumn}</TH>
            <TH align="right">{text.rowsColumn}</TH>
            <TH grow>{text.untilColumn}</TH>
            <TH>
              <span className="sr-only">{text.actionsColumn}</span>
            </TH>
          </TR>
        </THead>
        <TBody>
          {shown !== null && (
            <TR>
              <TD className="font-medium">{shown}</TD>
              <TD />
              <TD grow muted>
                {text.shownNow}
              </TD>
              <TD />
            </TR>
          )}
          {kept.map((generation) => (
            <TR key={generation.generation}>
              <TD className="font-medium">{generation.generation}</TD>
              <TD align="right">{formatRows(generation.rows)}</TD>
              <TD grow muted>
                <RelativeTime at={generation.replacedAtMs} />
              </TD>
              <TD className="py-1" align="right">
                <OnlyFor role="editor">
                  <RollBack connectionId={connection.id} stream={stream} shown={shown} {...generation} />
                </OnlyFor>
              </TD>
            </TR>
          ))}
          {kept.length === 0 && (
            <EmptyRow columns={4}>{stream.keepGenerations === 0 ? text.noneKept : text.noneYet}</EmptyRow>
          )}
        </TBody>
      </Table>
      <Retention connection={connection} stream={stream} />
    </div>
  );
}

type Stream = GenerationTableProps["stream"];

function named({ namespace, name }: Stream) {
  return { name, ...(namespace === undefined ? {} : { namespace }) };
}

function RollBack({
  connectionId,
  stream,
  generation,
  rows,
  shown,
}: {
  connectionId: string;
  stream: Stream;
  generation: number;
  rows: number;
  shown: number | null;
}) {
  async function rollBack() {
    const result = await call(rollBackAction)({ id: connectionId, ...named(stream), generation });
    if (!result.ok) throw new Error(result.error.message);
    toast.success(text.rolledBack(stream.label, generation));
  }

  return (
    <AlertDialog
      trigger={
        <Button size="sm" variant="ghost">
          {text.rollBack}
        </Button>
      }
      title={text.rollBackTitle(stream.label, generation)}
      description={text.rollBackMeaning}
      confirmLabel={text.rollBackTo(rows)}
      onConfirm={rollBack}
    >
      <PlanList
        className="rounded-md border border-line"
        items={[
          {
            verb: "alter",
            what: stream.label,
            detail: text.showsAgain(generation),
            size: formatRows(rows),
          },
          {
            verb: "create",
            what: shown === null ? text.presentGeneration : text.generation(shown),
            detail: text.staysBeside,
          },
        ]}
      />
    </AlertDialog>
  );
}

function Retention({ connection, stream }: Pick<GenerationTableProps, "connection" | "stream">) {
  const draft = useDraft<number | string | undefined>({ ...connection, value: stream.keepGenerations });
  const problem = issueAt(draft.error, "streams");
  return (
    <DraftForm
      draft={draft}
      name={text.generationsOf(stream.label)}
      label={text.saveRetention}
      problemsAt={["streams"]}
      onSave={() =>
        draft.save((keepGenerations, revision) =>
          call(changeStreamOptionsAction)({
            id: connection.id,
            // What is no number is the schema's to refuse.
            changes: {
              revision,
              streams: [{ ...named(stream), keepGenerations: keepGenerations as number }],
            },
          }),
        )
      }
    >
      <Field
        label={text.generationsThatStay}
        required
        help={text.generationsThatStayMeaning(stream.label)}
        error={problem}
      >
        <div className="max-w-40">
          <NumberInput integer value={draft.value} onChange={draft.set} />
        </div>
      </Field>
    </DraftForm>
  );
}
