"use client";

import { ReasonCard } from "@/components/status/reason-card";
import { Button, ButtonLink } from "@/components/ui/button";
import { actorWords, type ActorKind } from "./actor";

export interface ChangedMeanwhileProps {
  kind: ActorKind;
  id: string;
  busy: boolean;
  onOverwrite: () => void;
}

/** To the second of two people: nothing they typed is lost, and nothing of the first is, unless they say so. */
export function ChangedMeanwhile({ kind, id, busy, onOverwrite }: ChangedMeanwhileProps) {
  const { title, href } = actorWords[kind];
  return (
    <ReasonCard
      tone="warn"
      what={`Someone has changed this ${title} since you opened it. Nothing of yours is saved yet.`}
      advice="Compare both, then save yours over it or take what you need from theirs."
      actions={
        <>
          <ButtonLink size="sm" href={`${href}/${id}/settings`} target="_blank">
            Open theirs in a new tab
          </ButtonLink>
          <Button size="sm" variant="danger" busy={busy} onClick={onOverwrite}>
            Save mine over it
          </Button>
        </>
      }
    />
  );
}
