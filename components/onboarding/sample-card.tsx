"use client";

import { Play } from "lucide-react";
import { useState } from "react";
import { ReasonCard } from "@/components/status/reason-card";
import { Button } from "@/components/ui/button";
import { Panel } from "@/components/ui/section";
import { useGoOn } from "@/components/ui/use-go-on";
import { once } from "@/lib/action/call";
import { startDemoAction } from "@/lib/onboarding/actions";
import * as text from "@/text/onboarding";

/** The shortest way to see a sync: sample data into a file, with everything on the way real. */
export function SampleCard({ isAgain }: { isAgain: boolean }) {
  const goOn = useGoOn();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function start() {
    setBusy(true);
    setProblem(undefined);
    const started = await once(startDemoAction, { withoutPage: true })({});
    if (!started.ok) {
      setBusy(false);
      setProblem(started.error.message);
      return;
    }
    goOn(`/connections/${started.data.connectionId}/runs/${started.data.runId}`);
  }

  return (
    <div className="grid grid-cols-1 gap-3">
      <Panel className="flex flex-wrap items-center gap-x-6 gap-y-3 p-4">
        <div className="grid min-w-48 flex-1 gap-1">
          <h2 className="text-base font-semibold">{text.sampleTitle}</h2>
          <p className="prose-width text-sm text-ink-muted">{text.sampleMeaning}</p>
        </div>
        <Button
          variant={isAgain ? "secondary" : "primary"}
          icon={<Play strokeWidth={1.75} />}
          busy={busy}
          onClick={() => void start()}
        >
          {isAgain ? text.syncSampleAgain : text.syncSample}
        </Button>
      </Panel>
      {problem && <ReasonCard what={problem} />}
    </div>
  );
}
