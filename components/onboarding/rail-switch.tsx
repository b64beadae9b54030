"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toaster";
import { call } from "@/lib/action/call";
import { hideOnboardingAction } from "@/lib/onboarding/actions";
import * as text from "@/text/onboarding";

/** Takes the way in out of one's own rail, or brings it back. */
export function RailSwitch({ isHidden }: { isHidden: boolean }) {
  const [busy, setBusy] = useState(false);

  async function flip() {
    setBusy(true);
    const result = await call(hideOnboardingAction)({ isHidden: !isHidden });
    setBusy(false);
    if (!result.ok) {
      toast.error(result.error.message);
      return;
    }
    if (!isHidden) toast.success(text.hidden, { description: text.hiddenMeaning });
  }

  return (
    <Button size="sm" busy={busy} onClick={() => void flip()}>
      {isHidden ? text.showInMenu : text.hideFromMenu}
    </Button>
  );
}
