"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toaster";
import { hideOnboardingAction } from "@/lib/onboarding/actions";
import * as text from "@/text/onboarding";

/** Takes the way in out of one's own rail, or brings it back. */
export function RailSwitch({ isHidden }: { isHidden: boolean }) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);

  async function flip() {
    setBusy(true);
    const result = await hideOnboardingAction({ isHidden: !isHidden });
    setBusy(false);
    if (!result.ok) {
      toast.error(result.error.message);
      return;
    }
    if (!isHidden) toast.success(text.hidden, { description: text.hiddenMeaning });
    router.refresh();
  }

  return (
    <Button size="sm" busy={busy} onClick={() => void flip()}>
      {isHidden ? text.showInMenu : text.hideFromMenu}
    </Button>
  );
}
