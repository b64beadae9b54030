"use client";

import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import * as uiText from "@/text/ui";
import { IconButton } from "./icon-button";

/** Copies and says so by its own icon for a moment. */
export function CopyButton({
  text,
  label = uiText.copy,
  className,
}: {
  text: string;
  label?: string;
  className?: string;
}) {
  const [outcome, setOutcome] = useState<"copied" | "refused">();

  useEffect(() => {
    if (!outcome) return;
    const timer = setTimeout(() => setOutcome(undefined), 1600);
    return () => clearTimeout(timer);
  }, [outcome]);

  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome("copied");
    } catch {
      // Without HTTPS or permission there is no clipboard; the label says what to do instead.
      setOutcome("refused");
    }
  }

  return (
    <>
      <IconButton
        size="sm"
        label={outcome === "refused" ? uiText.copyRefused : label}
        icon={
          outcome === "copied" ? <Check className="text-ok" strokeWidth={2} /> : <Copy strokeWidth={1.75} />
        }
        onClick={() => void copy()}
        className={className}
      />
      <span role="status" className="sr-only">
        {outcome === "copied" && uiText.copied}
      </span>
    </>
  );
}
