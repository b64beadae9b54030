"use client";

import { useState } from "react";
import { useMay } from "@/components/shell/only-for";
import { FieldError } from "@/components/ui/field";
import { Switch } from "@/components/ui/switch";
import { call } from "@/lib/action/call";
import { setWriteAuthenticationAction } from "@/lib/workspaces/actions";
import * as text from "@/text/governance";

export function WriteSwitch({ isOn: stored }: { isOn: boolean }) {
  const canEdit = useMay("admin");
  const [isOn, setOn] = useState(stored);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);

  async function set(next: boolean) {
    setOn(next);
    setBusy(true);
    const result = await call(setWriteAuthenticationAction)({ requiresWriteAuthentication: next });
    setBusy(false);
    setProblem(result.ok ? undefined : result.error.message);
    if (!result.ok) setOn(!next);
  }

  return (
    <div className="grid max-w-160 gap-2">
      <label htmlFor="write-switch" className="flex items-center gap-3 text-sm font-medium">
        <Switch
          id="write-switch"
          checked={isOn}
          disabled={!canEdit || busy}
          onCheckedChange={(next) => void set(next)}
          aria-describedby="write-switch-meaning"
        />
        {text.writeSwitch}
      </label>
      <p id="write-switch-meaning" className="prose-width text-sm text-ink-muted">
        {isOn ? text.everyDestinationAsks : text.someDestinationsAsk}
      </p>
      {problem && <FieldError>{problem}</FieldError>}
    </div>
  );
}
