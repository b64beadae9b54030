"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { actorActions } from "./actor-actions";
import type { ActorKind } from "./actor";
import { CheckPanel } from "./check-panel";
import { useCheck, type CheckFailure } from "./use-check";

export interface RecheckProps {
  kind: ActorKind;
  id: string;
  /** Begins by itself; otherwise with the button. */
  auto?: boolean;
  onPassed?: () => void;
}

/** Checks a stored source or destination again, and shows what comes of it. */
export function Recheck({ kind, id, auto = false, onPassed }: RecheckProps) {
  const router = useRouter();
  const { progress, run } = useCheck();
  const begun = useRef(false);

  async function recheck() {
    const failure = await run(() => checkStored(kind, id));
    if (!failure) onPassed?.();
    router.refresh();
  }

  useEffect(() => {
    if (!auto || begun.current) return;
    begun.current = true;
    void recheck();
    // Once, when it appears.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [auto]);

  return (
    <div className="grid justify-items-start gap-3">
      <Button size="sm" onClick={() => void recheck()} busy={progress.phase === "checking"}>
        Check again
      </Button>
      <div className="w-full">
        <CheckPanel kind={kind} progress={progress} />
      </div>
    </div>
  );
}

async function checkStored(kind: ActorKind, id: string): Promise<CheckFailure | null> {
  const result = await actorActions[kind].check({ id });
  if (!result.ok) return { message: result.error.message, field: [] };
  return result.data.ok ? null : result.data;
}
