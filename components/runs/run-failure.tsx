"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ReasonCard } from "@/components/status/reason-card";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button, ButtonLink } from "@/components/ui/button";
import { toast } from "@/components/ui/toaster";
import { requestSyncAction } from "@/lib/runs/actions";
import type { RunFailure } from "@/lib/runs/schema";
import type { LiveRun } from "./api";
import { failureAdvice } from "./failure-advice";
import { labelOf } from "./stream-label";

export interface RunFailureCardProps {
  run: LiveRun;
  /** Whether the viewer may start runs. */
  canRun: boolean;
}

/** Why a run is red, and the ways on. */
export function RunFailureCard({ run, canRun }: RunFailureCardProps) {
  if (!run.failure) return null;
  const { message, stream, errorId, kind } = run.failure;
  const isHeldBySchema = kind === "config" && !run.isConnectionActive && (run.schemaChanges ?? []).length > 0;
  const others = run.streams.filter(
    ({ error, name, namespace }) =>
      error && error.message !== message && labelOf({ name, namespace }) !== stream,
  );
  return (
    <ReasonCard
      what={message}
      where={[...(stream ? [{ label: "Stream", value: stream }] : []), { label: "Run", value: run.number }]}
      advice={
        isHeldBySchema ? "Look at what changed, then approve it or mend the source." : failureAdvice[kind]
      }
      actions={
        isHeldBySchema ? (
          <ButtonLink variant="primary" href={`/connections/${run.connectionId}`}>
            Look at the change
          </ButtonLink>
        ) : (
          <WaysOn run={run} failure={run.failure} canRun={canRun} />
        )
      }
      {...(others.length > 0
        ? {
            details: others.map((other) => `${labelOf(other)}: ${other.error?.message ?? ""}`).join("\n"),
          }
        : {})}
      {...(errorId ? { errorId } : {})}
    />
  );
}

function WaysOn({ run, failure, canRun }: { run: LiveRun; failure: RunFailure; canRun: boolean }) {
  const { start, busy } = useStart(run);
  const mayStart = canRun && run.isConnectionActive;
  const bad = run.streams.find((stream) => labelOf(stream) === failure.stream);
  const again = mayStart && (
    <Button busy={busy} onClick={() => void start({})}>
      Sync again
    </Button>
  );
  switch (failure.kind) {
    case "config":
    case "auth":
      return (
        <>
          <ButtonLink href={`/sources/${run.sourceId}/settings`}>Open the source</ButtonLink>
          <ButtonLink href={`/destinations/${run.destinationId}/settings`}>Open the destination</ButtonLink>
          {again}
        </>
      );
    case "unverified":
      if (!mayStart || !bad) return again;
      return (
        <>
          <AlertDialog
            tone="plain"
            trigger={
              <Button variant="primary" busy={busy}>
                Repair {bad.name}
              </Button>
            }
            title={`Repair ${labelOf(bad)}?`}
            description="Source and destination are compared row by row. Rows that differ are written again, and rows that the source does not have are removed."
            confirmLabel="Repair 1 stream"
            onConfirm={() => start({ kind: "repair", streams: [nameOf(bad)] })}
          />
          <Button busy={busy} onClick={() => void start({ kind: "verify", streams: [nameOf(bad)] })}>
            Compare only
          </Button>
          {again}
        </>
      );
    case "transient":
    case "internal":
      return again;
  }
}

function useStart({ connectionId, id }: LiveRun) {
  const client = useQueryClient();
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  async function start(what: Omit<Parameters<typeof requestSyncAction>[0], "connectionId">) {
    setBusy(true);
    const result = await requestSyncAction({ connectionId, ...what });
    setBusy(false);
    if (!result.ok) return void toast.error(result.error.message);
    await client.invalidateQueries({ queryKey: ["runs", connectionId] });
    if (result.data.id !== id) router.push(`/connections/${connectionId}/runs/${result.data.id}`);
  }
  return { start, busy };
}

function nameOf({ namespace, name }: { namespace: string; name: string }) {
  return namespace === "" ? { name } : { namespace, name };
}
