"use client";

import { useEffect, useRef, type ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code";
import * as text from "@/text/settings";

export interface ShownOnceProps {
  /** Names the region; another one takes the focus anew. */
  label: string;
  /** That it cannot be had again. */
  children: ReactNode;
  texts: readonly { label: string; text: string }[];
  onDone: () => void;
}

/** What only the one who has just made it sees, until it is dismissed or the page is left. */
export function ShownOnce({ label, children, texts, onDone }: ShownOnceProps) {
  const region = useRef<HTMLElement>(null);
  useEffect(() => region.current?.focus(), [label]);
  return (
    <section
      ref={region}
      tabIndex={-1}
      aria-label={label}
      className="grid max-w-160 grid-cols-1 gap-3 rounded-md border border-line bg-surface px-4 py-3 outline-none"
    >
      <p className="text-sm">{children}</p>
      {texts.map((shown) => (
        <div key={shown.label} className="grid grid-cols-1 gap-1">
          <span className="text-xs text-ink-muted">{shown.label}</span>
          <CodeBlock text={shown.text} label={text.copyShown(shown.label)} />
        </div>
      ))}
      <div>
        <Button size="sm" onClick={onDone}>
          {text.haveCopied}
        </Button>
      </div>
    </section>
  );
}
