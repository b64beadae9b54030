"use client";

import { Minus, Pause, PencilLine, Plus, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import * as text from "@/text/status";

export type PlanVerb = "create" | "alter" | "re-read" | "delete" | "keep";

export interface PlanItem {
  verb: PlanVerb;
  /** What it happens to: "analytics.orders". */
  what: ReactNode;
  /** "column total_cents: integer → decimal" */
  detail?: ReactNode;
  /** "1,204,331 rows · 1.2 GB" */
  size?: ReactNode;
}

export interface PlanListProps {
  items: readonly PlanItem[];
  className?: string;
}

/** What would be done, exactly, before it is done: inside an AlertDialog or a card. */
export function PlanList({ items, className }: PlanListProps) {
  return (
    <ul className={cn("max-h-80 overflow-y-auto text-sm", className)}>
      {items.map((item, index) => (
        <li key={index} className="flex items-start gap-3 border-b border-line px-4 py-2 last:border-b-0">
          <Verb verb={item.verb} />
          <div className="grid min-w-0 flex-1">
            <span className="font-mono text-xs leading-5 wrap-anywhere">{item.what}</span>
            {item.detail && <span className="text-xs break-words text-ink-muted">{item.detail}</span>}
          </div>
          {item.size && (
            <span className="shrink-0 text-xs leading-5 text-ink-muted tabular-nums">{item.size}</span>
          )}
        </li>
      ))}
    </ul>
  );
}

function Verb({ verb }: { verb: PlanVerb }) {
  const { Icon, look } = looks[verb];
  return (
    <span className={cn("flex w-19 shrink-0 items-center gap-1.5 text-xs leading-5 font-medium", look)}>
      <Icon className="size-3.5" strokeWidth={2} aria-hidden />
      {text.planVerbs[verb]}
    </span>
  );
}

const looks = {
  create: { Icon: Plus, look: "text-ok" },
  alter: { Icon: PencilLine, look: "text-warn" },
  "re-read": { Icon: RotateCw, look: "text-running" },
  delete: { Icon: Minus, look: "text-bad" },
  keep: { Icon: Pause, look: "text-ink-muted" },
} as const;
