"use client";

import { useRouter } from "next/navigation";
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
import { changeStreamOptionsAction, rollBackAction } from "@/lib/connections/actions";
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
      <Table label="Generations" framed frameClassName="overflow-x-auto">
        <THead>
          <TR>
            <TH>Generation</TH>
            <TH align="right">Rows</TH>
            <TH grow>Until</TH>
            <TH>
              <span className="sr-only">Actions</span>
            </TH>
          </TR>
        </THead>
        <TBody>
          {shown !== null && (
            <TR>
              <TD className="font-medium">{shown}</TD>
              <TD />
              <TD grow muted>
                Shown now
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
            <EmptyRow columns={4}>
              {stream.keepGenerations === 0
                ? "No former generation is kept. Keep some, and a refresh can be taken back."
                : "No former generation yet: one is kept with each run that replaces the table."}
            </EmptyRow>
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
  const router = useRouter();

  async function rollBack() {
    const result = await rollBackAction({ id: connectionId, ...named(stream), generation });
    if (!result.ok) throw new Error(result.error.message);
    toast.success(`${stream.label} shows generation ${generation} again.`);
    router.refresh();
  }

  return (
    <AlertDialog
      trigger={
        <Button size="sm" variant="ghost">
          Roll back…
        </Button>
      }
      title={`Roll ${stream.label} back to generation ${generation}`}
      description="Its child tables follow. The next sync begins a new generation above all of them."
      confirmLabel={`Roll back to ${formatRows(rows)}`}
      onConfirm={rollBack}
    >
      <PlanList
        className="rounded-md border border-line"
        items={[
          {
            verb: "alter",
            what: stream.label,
            detail: `shows generation ${generation} again`,
            size: formatRows(rows),
          },
          {
            verb: "create",
            what: shown === null ? "the present generation" : `generation ${shown}`,
            detail: "stays beside it, to come back to",
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
      name={`Generations of ${stream.label}`}
      label="Save how many stay"
      problemsAt={["streams"]}
      onSave={() =>
        draft.save((keepGenerations, revision) =>
          changeStreamOptionsAction({
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
        label="Generations that stay"
        required
        help={`When ${stream.label} is replaced. From 0 to 20; each takes the room of a whole table.`}
        error={problem}
      >
        <div className="max-w-40">
          <NumberInput integer value={draft.value} onChange={draft.set} />
        </div>
      </Field>
    </DraftForm>
  );
}
