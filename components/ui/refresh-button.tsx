"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Button } from "./button";

/** Has the server draw the page anew, for what it could not find out; `onRefresh` runs with it. */
export function RefreshButton({ label, onRefresh }: { label: string; onRefresh?: () => void }) {
  const router = useRouter();
  const [busy, startRefresh] = useTransition();
  return (
    <Button
      size="sm"
      busy={busy}
      onClick={() =>
        startRefresh(() => {
          router.refresh();
          onRefresh?.();
        })
      }
    >
      {label}
    </Button>
  );
}
