"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { Button } from "@/components/ui/button";
import * as text from "@/text/actor-setup";
import type { ActorKind } from "./actor";
import { CheckPanel } from "./check-panel";
import { useCheck } from "./use-check";

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
  const { progress, run, stop } = useCheck();

  async function recheck() {
    const { passed } = await run({ kind, id });
    if (passed) onPassed?.();
    router.refresh();
  }

  useEffect(() => {
    if (auto) void recheck();
    // Once, when it appears.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [auto]);

  return (
    <div className="grid grid-cols-1 justify-items-start gap-3">
      <Button size="sm" onClick={() => void recheck()} busy={progress.phase === "checking"}>
        {auto ? text.checkAgain : text.checkNow}
      </Button>
      <div className="w-full min-w-0">
        <CheckPanel kind={kind} progress={progress} onStop={stop} />
      </div>
    </div>
  );
}
