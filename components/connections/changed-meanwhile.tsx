"use client";

import { ReasonCard } from "@/components/status/reason-card";
import { Button, ButtonLink } from "@/components/ui/button";
import { FieldError } from "@/components/ui/field";
import { useConfirm } from "@/components/ui/use-confirm";

export interface ChangedMeanwhileProps {
  connectionId: string;
  onOverwrite: () => Promise<void>;
}

/** To the second of two people: nothing they typed is lost, and nothing of the first is, unless they say so. */
export function ChangedMeanwhile({ connectionId, onOverwrite }: ChangedMeanwhileProps) {
  const { busy, problem, confirm } = useConfirm(onOverwrite);
  return (
    <ReasonCard
      tone="warn"
      what="Someone has changed this connection since you opened it. Nothing of yours is saved yet."
      advice="Compare both, then save yours over it or take what you need from theirs."
      actions={
        <>
          <ButtonLink size="sm" href={`/connections/${connectionId}/replication`} target="_blank">
            Open theirs in a new tab
          </ButtonLink>
          <Button size="sm" variant="danger" type="button" busy={busy} onClick={confirm}>
            Save mine over it
          </Button>
          {problem && <FieldError>{problem}</FieldError>}
        </>
      }
    />
  );
}
