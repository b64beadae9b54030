"use client";

import { useState } from "react";
import { LazyAskRun } from "@/components/runs/lazy-ask-run";
import type { AskedKind } from "@/components/runs/run-plans";
import { Button } from "@/components/ui/button";
import * as text from "@/text/connection-settings";

/** Streams are read anew, or taken away. */
export function StartOver({ connection }: { connection: { id: string; name: string; isActive: boolean } }) {
  const [asked, setAsked] = useState<AskedKind>();
  const { id, name, isActive } = connection;
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap gap-2">
        <Button disabled={!isActive} onClick={() => setAsked("refresh")}>
          {text.refreshStreams}
        </Button>
        <Button variant="danger" disabled={!isActive} onClick={() => setAsked("clear")}>
          {text.clearStreams}
        </Button>
      </div>
      {!isActive && <p className="text-xs text-ink-muted">{text.resumeFirst}</p>}
      {asked && <LazyAskRun connectionId={id} name={name} kind={asked} onClose={() => setAsked(undefined)} />}
    </div>
  );
}
