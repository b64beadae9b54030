"use client";

import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { FieldError } from "@/components/ui/field";
import { useConfirm } from "@/components/ui/use-confirm";
import * as text from "@/text/status";
import { ReasonCard } from "./reason-card";

export interface ChangedMeanwhileProps {
  /** What both have changed. */
  kind: keyof typeof text.changedMeanwhile;
  /** Shows it as the other has saved it. */
  theirsHref: string;
  /** What it throws is shown. */
  onOverwrite: () => Promise<void>;
}

/** To the second of two people: nothing they typed is lost, and nothing of the first is, unless they say so. */
export function ChangedMeanwhile({ kind, theirsHref, onOverwrite }: ChangedMeanwhileProps) {
  const { busy, problem, confirm } = useConfirm(onOverwrite);
  return (
    <ReasonCard
      tone="warn"
      what={text.changedMeanwhile[kind]}
      advice={text.compareBoth}
      actions={
        <>
          <ButtonLink size="sm" href={theirsHref} target="_blank">
            {text.openTheirs}
          </ButtonLink>
          <Button size="sm" variant="danger" type="button" busy={busy} onClick={confirm}>
            {text.saveMine}
          </Button>
          {problem && <FieldError>{problem}</FieldError>}
        </>
      }
    />
  );
}
