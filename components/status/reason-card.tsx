import { CircleAlert, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn";
import { CodeBlock } from "@/components/ui/code";
import { ErrorId } from "@/components/ui/data-state";
import { Foldable } from "@/components/ui/section";
import * as text from "@/text/status";

export interface ReasonCardProps {
  /** What happened, one sentence: "Read 41,200 rows, none written: the table `orders` is locked." */
  what: ReactNode;
  /** Where: stream, step, range of rows. */
  where?: readonly { label: string; value: ReactNode }[];
  /** What to do, in words. */
  advice?: ReactNode;
  /** Buttons that do it, the best one first. */
  actions?: ReactNode;
  /** The raw message or trace, folded. */
  details?: string;
  /** The id that is in the log. */
  errorId?: string;
  tone?: "bad" | "warn";
  className?: string;
}

/** A failure, first on its page: what, where, what to do. */
export function ReasonCard({
  what,
  where = [],
  advice,
  actions,
  details,
  errorId,
  tone = "bad",
  className,
}: ReasonCardProps) {
  const Icon = tone === "bad" ? CircleAlert : TriangleAlert;
  return (
    <section
      role="alert"
      className={cn(
        "overflow-hidden rounded-md border bg-surface",
        tone === "bad" ? "border-bad-dot/50" : "border-warn-dot/50",
        className,
      )}
    >
      <div
        className={cn("flex items-start gap-2.5 px-4 py-3", tone === "bad" ? "bg-bad-soft" : "bg-warn-soft")}
      >
        <Icon
          className={cn("mt-0.5 size-4 shrink-0", tone === "bad" ? "text-bad" : "text-warn")}
          strokeWidth={2}
          aria-hidden
        />
        <p className="prose-width min-w-0 text-base font-medium break-words">{what}</p>
      </div>
      <div className="grid gap-3.5 px-4 py-3.5 pl-10.5">
        {where.length > 0 && (
          <dl className="flex flex-wrap gap-x-8 gap-y-2 text-sm">
            {where.map((fact) => (
              <div key={fact.label} className="min-w-0">
                <dt className="text-xs text-ink-faint">{fact.label}</dt>
                <dd className="break-words tabular-nums">{fact.value}</dd>
              </div>
            ))}
          </dl>
        )}
        {advice && <div className="prose-width text-sm text-ink-muted">{advice}</div>}
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        {(details || errorId) && (
          <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
            {details && (
              <Foldable title={text.details} className="open:basis-full">
                <CodeBlock text={details} label={text.copyDetails} />
              </Foldable>
            )}
            {errorId && <ErrorId id={errorId} />}
          </div>
        )}
      </div>
    </section>
  );
}
