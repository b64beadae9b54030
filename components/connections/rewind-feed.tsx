"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { getJson } from "@/components/runs/api";
import { PlanList } from "@/components/status/plan-list";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Combobox } from "@/components/ui/combobox";
import { Field } from "@/components/ui/field";
import { ReadError } from "@/components/ui/read-error";
import { toast } from "@/components/ui/toaster";
import { rewindAction } from "@/lib/connections/actions";
import type { PastCheckpoint } from "@/lib/connections/state";
import type { Wire } from "@/lib/internal-api/json";
import { feedLabel } from "./feed-label";

export interface RewindFeedProps {
  connectionId: string;
  feedId: string;
  onClose: () => void;
}

const fromStart = "start";

/** Has the next sync read a feed on from a checkpoint of the past, or from its start. */
export function RewindFeed({ connectionId, feedId, onClose }: RewindFeedProps) {
  const router = useRouter();
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
    if (chosen === undefined) throw new Error("Choose where to read on from.");
    const checkpointId = chosen === fromStart ? null : chosen;
    const result = await rewindAction({ id: connectionId, feedId, checkpointId });
    if (!result.ok) throw new Error(result.error.message);
    toast.success("Rewound. The next sync reads on from there.");
    router.refresh();
  }

  return (
    <AlertDialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`Rewind ${label}`}
      description="What was written stays. With deduplication it is met again; an appended table gets it once more."
      confirmLabel="Rewind 1 feed"
      onConfirm={rewind}
    >
      {error && !data && (
        <ReadError
          title="The checkpoints could not be read"
          error={error}
          busy={isFetching}
          onRetry={() => void refetch()}
        />
      )}
      <Field label="Read on from" required>
        <Combobox
          value={chosen}
          onValueChange={setChosen}
          placeholder={data ? "Choose a checkpoint…" : "Loading…"}
          emptyText="No checkpoint is like this."
          options={[
            { value: fromStart, label: "The start: everything is read again" },
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
              detail: past ? `from ${JSON.stringify(past.checkpoint.position)}` : "from its start",
            },
          ]}
        />
      )}
    </AlertDialog>
  );
}

function wordsOf({ at, runNumber, checkpoint }: Wire<PastCheckpoint>): string {
  return `Run ${runNumber} · ${at.slice(0, 19).replace("T", " ")} · ${JSON.stringify(checkpoint.position)}`;
}
