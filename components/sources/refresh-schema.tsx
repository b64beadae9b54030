"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toaster";
import { call } from "@/lib/action/call";
import { refreshSourceSchemaAction } from "@/lib/sources/actions";
import * as text from "@/text/sources";

/** Asks the source anew what it offers. */
export function RefreshSchema({ sourceId }: { sourceId: string }) {
  const [busy, setBusy] = useState(false);

  async function refresh() {
    setBusy(true);
    const result = await call(refreshSourceSchemaAction)({ id: sourceId });
    setBusy(false);
    if (!result.ok) {
      toast.error(result.error.message);
      return;
    }
    toast.success(text.refreshed(result.data.streams));
  }

  return (
    <Button size="sm" onClick={() => void refresh()} busy={busy}>
      {text.refreshSchema}
    </Button>
  );
}
