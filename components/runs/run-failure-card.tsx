"use client";

import { useState } from "react";
import { OnlyFor } from "@/components/shell/only-for";
import { ReasonCard } from "@/components/status/reason-card";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { useGoOn } from "@/components/ui/use-go-on";
import { formatRows } from "@/components/ui/format";
import { isRefusedWrite } from "@/lib/runs/refused-write";
import type { RunFailure } from "@/lib/runs/schema";
import { streamKey } from "@/lib/sync/stream-key";
import * as text from "@/text/run";
import type { LiveRun } from "./api";
import { LazyAskRun } from "./lazy-ask-run";
import type { AskedKind } from "./run-plans";
import { labelOf } from "./stream-label";
import { useRequestRun } from "./use-request-run";

export interface RunFailureCardProps {
  run: LiveRun;
  /** Where it stands on another page than the run's own: a way there. */
  linksToRun?: boolean;
}

/** Why a run is red, and every way on; nothing where it is not. Editors are offered what changes something. */
export function RunFailureCard({ run, linksToRun = false }: RunFailureCardProps) {
  const { failure } = run;
  if (!failure) return null;
  const { message, stream, errorId } = failure;
  const isHeldBySchema = failure.awaits === "approval" && !run.isConnectionActive;
  const quarantined = run.streams.reduce((sum, each) => sum + BigInt(each.quarantined), 0n);
  const others = run.streams.filter(
    (each) => each.error && each.error.message !== message && labelOf(each) !== stream,
  );
  return (
    <ReasonCard
      what={message}
      where={[
        ...(stream ? [{ label: text.stream, value: stream }] : []),
        { label: text.run, value: run.number },
        ...(quarantined > 0n ? [{ label: text.inQuarantine, value: formatRows(quarantined) }] : []),
      ]}
      advice={adviceOn(failure, isHeldBySchema)}
      actions={
        <>
          {isHeldBySchema ? (
            <ButtonLink variant="primary" href={`/connections/${run.connectionId}`}>
              {text.lookAtChange}
            </ButtonLink>
          ) : (
            <OnlyFor role="editor">
              <WaysOn run={run} failure={failure} />
            </OnlyFor>
          )}
          {quarantined > 0n && (
            <ButtonLink href={`/quarantine?connection=${run.connectionId}`}>{text.openQuarantine}</ButtonLink>
          )}
          {linksToRun && (
            <ButtonLink variant="ghost" href={`/connections/${run.connectionId}/runs/${run.id}`}>
              {text.openRun(run.number)}
            </ButtonLink>
          )}
        </>
      }
      {...(others.length > 0
        ? { details: others.map((each) => `${labelOf(each)}: ${each.error?.message ?? ""}`).join("\n") }
        : {})}
      {...(errorId ? { errorId } : {})}
    />
  );
}

function adviceOn(failure: RunFailure, isHeldBySchema: boolean): string {
  if (isHeldBySchema) return text.awaitsApproval;
  if (isRefusedWrite(failure)) return text.refusedWrite;
  return text.failureAdvice[failure.kind];
}

/** What mends a stream that is not verified; each shows its plan first. */
const mending = ["repair", "verify", "refresh"] as const satisfies readonly AskedKind[];

function WaysOn({ run, failure }: { run: LiveRun; failure: RunFailure }) {
  const goOn = useGoOn();
  const { busy, sync } = useRequestRun(run.connectionId);
  const [asked, setAsked] = useState<AskedKind>();
  const bad = run.streams.filter((each) => each.phase === "failed" || labelOf(each) === failure.stream);

  async function syncAgain() {
    if (await sync({ withoutPage: true })) goOn(`/connections/${run.connectionId}`);
  }

  const isRefused = isRefusedWrite(failure);
  const isUnverified = failure.kind === "unverified";
  const toDestination = `/destinations/${run.destinationId}/settings`;

  return (
    <>
      {isRefused && (
        <ButtonLink variant="primary" href={toDestination}>
          {text.destinationSettings}
        </ButtonLink>
      )}
      {run.isConnectionActive &&
        isUnverified &&
        mending.map((kind) => (
          <Button
            key={kind}
            variant={kind === "repair" ? "primary" : "secondary"}
            onClick={() => setAsked(kind)}
          >
            {text.mending[kind]}
          </Button>
        ))}
      {run.isConnectionActive && (
        <Button
          variant={isRefused || isUnverified ? "secondary" : "primary"}
          busy={busy}
          onClick={() => void syncAgain()}
        >
          {text.syncAgain}
        </Button>
      )}
      {!isRefused && (failure.kind === "config" || failure.kind === "auth") && (
        <>
          <ButtonLink href={`/sources/${run.sourceId}/settings`}>{text.sourceSettings}</ButtonLink>
          <ButtonLink href={toDestination}>{text.destinationSettings}</ButtonLink>
        </>
      )}
      {asked && (
        <LazyAskRun
          connectionId={run.connectionId}
          name={run.connectionName}
          kind={asked}
          {...(bad.length > 0 ? { chosen: bad.map(streamKey) } : {})}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}
