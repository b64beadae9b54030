"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { PlanList } from "@/components/status/plan-list";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Skeleton } from "@/components/ui/data-state";
import { Field } from "@/components/ui/field";
import { formatCountOf } from "@/components/ui/format";
import { MultiSelect } from "@/components/ui/multi-select";
import { NumberInput } from "@/components/ui/number-input";
import { RadioCards } from "@/components/ui/radio-cards";
import { ReadError } from "@/components/ui/read-error";
import { toast } from "@/components/ui/toaster";
import { once } from "@/lib/action/once";
import { requestRunAction, requestSampleAction } from "@/lib/runs/actions";
import { getJson } from "./api";
import { confirmWords, planItems, runWords, type AskedKind, type LiveTables } from "./run-plans";

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
  const router = useRouter();
  const client = useQueryClient();
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
    if (streams.length === 0) throw new Error("Choose at least one stream.");
    const wanted =
      which === "all"
        ? {}
        : {
            streams: streams.map((stream) => ({
              name: stream.name,
              ...(stream.namespace === undefined ? {} : { namespace: stream.namespace }),
            })),
          };
    const result =
      kind === "sample"
        ? await once(requestSampleAction)({ connectionId, sample: { rows: sampleRows(rows) }, ...wanted })
        : await once(requestRunAction)({ connectionId, kind, ...wanted });
    if (!result.ok) throw new Error(result.error.message);
    await client.invalidateQueries({ queryKey: ["runs", connectionId] });
    toast.success(`Run ${result.data.number} is queued.`);
    router.push(`/connections/${connectionId}`);
    router.refresh();
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
      confirmLabel={confirmWords(kind, streams.length)}
      onConfirm={ask}
      {...(words.isFinal ? { typeToConfirm: name } : {})}
    >
      {error && !data && (
        <ReadError
          title="The streams could not be read"
          error={error}
          busy={isFetching}
          onRetry={() => void refetch()}
        />
      )}
      {!data && !error && <Skeleton className="h-16" />}
      {all.length > 1 && (
        <Field label="Streams">
          <RadioCards
            value={which}
            onValueChange={setWhich}
            columns={2}
            options={[
              { value: "all", label: `All ${formatCountOf(all.length, "stream")}` },
              { value: "some", label: "Chosen streams" },
            ]}
          />
        </Field>
      )}
      {which === "some" && (
        <MultiSelect
          aria-label="Chosen streams"
          value={keys}
          onValueChange={setKeys}
          options={all.map(({ key, label }) => ({ value: key, label }))}
        />
      )}
      {kind === "sample" && (
        <Field label="Rows of each stream" required help="From 1 to 10,000, from the start of the stream.">
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
  throw new Error("Enter a whole number of rows from 1 to 10,000.");
}
