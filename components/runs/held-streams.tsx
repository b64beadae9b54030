"use client";

import { useState } from "react";
import { OnlyFor } from "@/components/shell/only-for";
import { ReasonCard } from "@/components/status/reason-card";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toaster";
import { call } from "@/lib/action/call";
import { decideHeldAction } from "@/lib/runs/actions";
import * as text from "@/text/run";
import type { LiveRun } from "./api";
import { labelOf } from "./stream-label";

/** What waits for a person's word: far fewer rows came than before, and the table still holds what it held. */
export function HeldStreams({ run }: { run: LiveRun }) {
  const [deciding, setDeciding] = useState<boolean | null>(null);
  const held = run.streams.filter((stream) => stream.phase === "held");
  if (held.length === 0 || run.endedAt !== null) return null;
  const names = held.map(labelOf);
  const rows = held.reduce((sum, stream) => sum + BigInt(stream.rowsWritten), 0n);

  async function decide(accept: boolean) {
    setDeciding(accept);
    const result = await call(decideHeldAction)({ runId: run.id, accept });
    if (!result.ok) toast.error(result.error.message);
    setDeciding(null);
  }

  return (
    <ReasonCard
      tone="warn"
      what={text.cameWithFewer(names, rows)}
      where={[{ label: text.run, value: run.number }]}
      advice={text.aboutHeld}
      actions={
        <OnlyFor role="editor" otherwise={text.editorDecides}>
          <Button variant="primary" busy={deciding === true} onClick={() => void decide(true)}>
            {text.letIn(rows)}
          </Button>
          <Button busy={deciding === false} onClick={() => void decide(false)}>
            {text.refuse}
          </Button>
        </OnlyFor>
      }
    />
  );
}
