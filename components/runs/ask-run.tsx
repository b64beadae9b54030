"use client";

import { useQuery } from "@tanstack/react-query";
import { usePathname } from "next/navigation";
import { useState } from "react";
import { PlanList } from "@/components/status/plan-list";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Skeleton } from "@/components/ui/data-state";
import { Field } from "@/components/ui/field";
import { MultiSelect } from "@/components/ui/multi-select";
import { NumberInput } from "@/components/ui/number-input";
import { RadioCards } from "@/components/ui/radio-cards";
import { ReadError } from "@/components/ui/read-error";
import { toast } from "@/components/ui/toaster";
import { useGoOn } from "@/components/ui/use-go-on";
import { once } from "@/lib/action/call";
import { requestRunAction, requestSampleAction } from "@/lib/runs/actions";
import * as text from "@/text/run-plans";
import { getJson } from "./api";
import { planItems, runWords, type AskedKind, type LiveTables } from "./run-plans";

export interface AskRunProps {
  connectionId: string;
  /** Typed before what cannot be brought back. */
  name: string;
  kind: AskedKind;
  /** Keys of the streams that are chosen to begin with; absent: all. */
  chosen?: readonly string[];
  onClose: () => void;
}

const maxSampleRows = 10_000;

/** What a run would do, stream by stream, before it is asked for. */
export function AskRun({ connectionId, name, kind, chosen, onClose }: AskRunProps) {
  const goOn = useGoOn();
  const page = `/connections/${connectionId}`;
  const isElsewhere = usePathname() !== page;
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ["stream-tables", connectionId],
    queryFn: ({ signal }) =>
      getJson<LiveTables[]>(`/api/internal/connections/${connectionId}/tables`, signal),
    staleTime: 0,
  });
  const [which, setWhich] = useState(chosen ? "some" : "all");
  const [keys, setKeys] = useState<readonly string[]>(chosen ?? []);
  const [rows, setRows] = useState<number | string | undefined>(100);
  const words = runWords[kind];
  const all = data ?? [];
  const streams = which === "all" ? all : all.filter(({ key }) => keys.includes(key));

  async function ask() {
    if (streams.length === 0) throw new Error(text.chooseStream);
    const wanted =
      which === "all"
        ? {}
        : {
            streams: streams.map((stream) => ({
              name: stream.name,
              ...(stream.namespace === undefined ? {} : { namespace: stream.namespace }),
            })),
          };
    const manner = { withoutPage: isElsewhere };
    const result =
      kind === "sample"
        ? await once(
            requestSampleAction,
            manner,
          )({ connectionId, ...wanted, sample: { rows: sampleRows(rows) } })
        : await once(requestRunAction, manner)({ connectionId, kind, ...wanted });
    if (!result.ok) throw new Error(result.error.message);
    toast.success(text.queued(result.data.number));
    if (isElsewhere) goOn(page);
  }

  return (
    <AlertDialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      tone={words.isFinal ? "danger" : "plain"}
      title={words.title}
      description={words.description}
      confirmLabel={words.confirm(streams.length)}
      onConfirm={ask}
      {...(words.isFinal ? { typeToConfirm: name } : {})}
    >
      {error && !data && (
        <ReadError
          title={text.streamsNotRead}
          error={error}
          busy={isFetching}
          onRetry={() => void refetch()}
        />
      )}
      {!data && !error && <Skeleton className="h-16" />}
      {all.length > 1 && (
        <Field label={text.streams}>
          <RadioCards
            value={which}
            onValueChange={setWhich}
            columns={2}
            options={[
              { value: "all", label: text.allStreams(all.length) },
              { value: "some", label: text.chosenStreams },
            ]}
          />
        </Field>
      )}
      {which === "some" && (
        <MultiSelect
          aria-label={text.chosenStreams}
          value={keys}
          onValueChange={setKeys}
          options={all.map(({ key, label }) => ({ value: key, label }))}
        />
      )}
      {kind === "sample" && (
        <Field label={text.sampleRows} required help={text.sampleRowsHelp(maxSampleRows)}>
          <NumberInput integer value={rows} onChange={setRows} />
        </Field>
      )}
      {streams.length > 0 && (
        <PlanList
          items={planItems(kind, streams, { rows: typeof rows === "number" ? rows : 0 })}
          className="rounded-md border border-line"
        />
      )}
    </AlertDialog>
  );
}

function sampleRows(rows: number | string | undefined): number {
  if (typeof rows === "number" && Number.isInteger(rows) && rows >= 1 && rows <= maxSampleRows) return rows;
  throw new Error(text.enterSampleRows(maxSampleRows));
}
