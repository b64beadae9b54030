"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { getJson } from "@/components/runs/api";
import { PlanList } from "@/components/status/plan-list";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Combobox } from "@/components/ui/combobox";
import { Field } from "@/components/ui/field";
import { ReadError } from "@/components/ui/read-error";
import { toast } from "@/components/ui/toaster";
import { call } from "@/lib/action/call";
import { rewindAction } from "@/lib/connections/actions";
import type { PastCheckpoint } from "@/lib/connections/state";
import type { Wire } from "@/lib/internal-api/json";
import * as text from "@/text/connection-state";
import { feedLabel } from "./feed-label";

export interface RewindFeedProps {
  connectionId: string;
  feedId: string;
  onClose: () => void;
}

const fromStart = "start";

/** Has the next sync read a feed on from a checkpoint of the past, or from its start. */
export function RewindFeed({ connectionId, feedId, onClose }: RewindFeedProps) {
  const [chosen, setChosen] = useState<string>();
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ["checkpoints", connectionId, feedId],
    queryFn: ({ signal }) =>
      getJson<Wire<PastCheckpoint>[]>(
        `/api/internal/connections/${connectionId}/checkpoints?feedId=${encodeURIComponent(feedId)}`,
        signal,
      ),
    staleTime: 0,
  });
  const past = data?.find(({ id }) => id === chosen);
  const label = feedLabel(feedId);

  async function rewind() {
    if (chosen === undefined) throw new Error(text.chooseFirst);
    const checkpointId = chosen === fromStart ? null : chosen;
    const result = await call(rewindAction)({ id: connectionId, feedId, checkpointId });
    if (!result.ok) throw new Error(result.error.message);
    toast.success(text.rewound);
  }

  return (
    <AlertDialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={text.rewindTitle(label)}
      description={text.rewindMeaning}
      confirmLabel={text.rewindFeed}
      onConfirm={rewind}
    >
      {error && !data && (
        <ReadError
          title={text.checkpointsNotRead}
          error={error}
          busy={isFetching}
          onRetry={() => void refetch()}
        />
      )}
      <Field label={text.readOnFrom} required>
        <Combobox
          value={chosen}
          onValueChange={setChosen}
          placeholder={data ? text.chooseCheckpoint : text.loadingCheckpoints}
          emptyText={text.noCheckpointLikeThis}
          options={[
            { value: fromStart, label: text.fromStart },
            ...(data ?? []).map((entry) => ({ value: entry.id, label: wordsOf(entry) })),
          ]}
        />
      </Field>
      {chosen !== undefined && (
        <PlanList
          className="rounded-md border border-line"
          items={[
            {
              verb: "re-read",
              what: label,
              detail: past ? text.rereadFrom(JSON.stringify(past.checkpoint.position)) : text.rereadFromStart,
            },
          ]}
        />
      )}
    </AlertDialog>
  );
}

function wordsOf({ at, runNumber, checkpoint }: Wire<PastCheckpoint>): string {
  return `${text.run(runNumber)} · ${at.slice(0, 19).replace("T", " ")} · ${JSON.stringify(checkpoint.position)}`;
}
