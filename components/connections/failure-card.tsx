"use client";

import { useState } from "react";
import type { LiveRun } from "@/components/runs/api";
import { failureAdvice } from "@/components/runs/failure-advice";
import { ReasonCard } from "@/components/status/reason-card";
import { Button, ButtonLink } from "@/components/ui/button";
import { formatRows } from "@/components/ui/format";
import { streamKey } from "@/lib/sync/stream-key";
import { AskRun } from "./ask-run";
import type { AskedKind } from "./run-plans";
import { useRequestRun } from "./use-request-run";

export interface FailureCardProps {
  run: LiveRun;
  connection: { id: string; name: string; isActive: boolean; sourceId: string; destinationId: string };
  canEdit: boolean;
}

/** Why the last run failed, and buttons for what there is to do about it. */
export function FailureCard({ run, connection, canEdit }: FailureCardProps) {
  const [asked, setAsked] = useState<AskedKind>();
  const { busy, sync } = useRequestRun(connection.id);
  const { failure } = run;
  if (!failure) return null;
  const { kind, message, stream, errorId } = failure;
  const quarantined = run.streams.reduce((sum, each) => sum + BigInt(each.quarantined), 0n);
  const chosen = run.streams.filter((each) => each.phase === "failed").map(streamKey);
  return (
    <>
      <ReasonCard
        what={message}
        where={[
          ...(stream ? [{ label: "Stream", value: stream }] : []),
          { label: "Run", value: run.number },
          ...(quarantined > 0n ? [{ label: "In the quarantine", value: formatRows(quarantined) }] : []),
        ]}
        advice={failureAdvice[kind]}
        {...(errorId ? { errorId } : {})}
        actions={
          <>
            {canEdit && connection.isActive && (
              <Button variant="primary" busy={busy} onClick={() => void sync()}>
                Sync again
              </Button>
            )}
            {canEdit && (kind === "config" || kind === "auth") && (
              <>
                <ButtonLink href={`/sources/${connection.sourceId}/settings`}>Source settings</ButtonLink>
                <ButtonLink href={`/destinations/${connection.destinationId}/settings`}>
                  Destination settings
                </ButtonLink>
              </>
            )}
            {canEdit && connection.isActive && kind === "unverified" && (
              <>
                <Button onClick={() => setAsked("repair")}>Repair…</Button>
                <Button onClick={() => setAsked("refresh")}>Refresh…</Button>
              </>
            )}
            {quarantined > 0n && (
              <ButtonLink href={`/quarantine?connection=${connection.id}`}>Open the quarantine</ButtonLink>
            )}
            <ButtonLink variant="ghost" href={`/connections/${connection.id}/runs/${run.id}`}>
              Open run {run.number}
            </ButtonLink>
          </>
        }
      />
      {asked && (
        <AskRun
          connectionId={connection.id}
          name={connection.name}
          kind={asked}
          {...(chosen.length > 0 ? { chosen } : {})}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}
