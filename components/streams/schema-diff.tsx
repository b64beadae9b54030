"use client";

import { X } from "lucide-react";
import { cn } from "@/components/ui/cn";
import { IconButton } from "@/components/ui/icon-button";
import { Panel } from "@/components/ui/section";
import * as text from "@/text/schema-diff";
import type { DiffLine } from "./diff-lines";

const maxShown = 200;

/** What a refresh of the source's schema has found, and what it does to the choice. */
export function SchemaDiff({ lines, onClose }: { lines: DiffLine[]; onClose: () => void }) {
  const toDecide = lines.filter((line) => line.needsChoice).length;
  return (
    <Panel>
      <section aria-label={text.changes}>
        <header className="flex items-start justify-between gap-3 px-4 py-2.5">
          <div className="grid gap-0.5" role="status">
            <h3 className="text-sm font-semibold">
              {lines.length === 0 ? text.nothingChanged : text.schemaChanged(lines.length)}
            </h3>
            {lines.length > 0 && (
              <p className={cn("text-xs", toDecide > 0 ? "text-warn" : "text-ink-muted")}>
                {toDecide > 0 ? text.needsChoice(toDecide) : text.choiceStays}
              </p>
            )}
          </div>
          <IconButton
            size="sm"
            type="button"
            label={text.closeChanges}
            icon={<X strokeWidth={1.75} />}
            onClick={onClose}
          />
        </header>
        {lines.length > 0 && (
          <ul className="max-h-72 overflow-y-auto border-t border-line text-sm">
            {lines.slice(0, maxShown).map(({ key, sign, what, effect, needsChoice }) => (
              <li key={key} className="flex gap-3 border-b border-line px-4 py-1.5 last:border-b-0">
                <span
                  aria-label={text.signs[sign]}
                  role="img"
                  className={cn("w-3 shrink-0 font-mono", looks[sign])}
                >
                  {sign}
                </span>
                <span className="grid min-w-0 flex-1 gap-x-4 md:grid-cols-2">
                  <span className="font-mono text-xs leading-5 wrap-anywhere">{what}</span>
                  <span className={cn("text-xs leading-5", needsChoice ? "text-warn" : "text-ink-muted")}>
                    {effect}
                  </span>
                </span>
              </li>
            ))}
            {lines.length > maxShown && (
              <li className="px-4 py-1.5 text-xs text-ink-muted">
                {text.moreChanges(lines.length - maxShown)}
              </li>
            )}
          </ul>
        )}
      </section>
    </Panel>
  );
}

const looks = { "+": "text-ok", "−": "text-bad", "~": "text-warn" };
