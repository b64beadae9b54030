"use client";

import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import { useEffect } from "react";
import { Toaster as Sonner } from "sonner";
import { Spinner } from "./spinner";

/** Loaded by toaster.tsx; `onMount` says that toasts are shown from now on. */
export function SonnerToaster({ onMount }: { onMount: () => void }) {
  useEffect(onMount, [onMount]);
  return (
    <Sonner
      position="bottom-right"
      expand
      gap={8}
      offset={16}
      icons={{
        success: <CircleCheck className="size-4 text-ok" strokeWidth={1.75} />,
        error: <CircleAlert className="size-4 text-bad" strokeWidth={1.75} />,
        warning: <TriangleAlert className="size-4 text-warn" strokeWidth={1.75} />,
        info: <Info className="size-4 text-ink-muted" strokeWidth={1.75} />,
        loading: <Spinner className="text-running" />,
      }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-(--width) items-start gap-2.5 rounded-md bg-raised px-3.5 py-3 text-sm text-ink shadow-float",
          icon: "mt-0.5 shrink-0",
          content: "grid min-w-0 flex-1 gap-0.5",
          title: "font-medium break-words",
          description: "text-xs text-ink-muted break-words",
          actionButton: "focus-ring rounded-sm text-xs font-medium text-accent hover:underline",
          cancelButton: "focus-ring rounded-sm text-xs text-ink-muted hover:text-ink",
        },
      }}
    />
  );
}
