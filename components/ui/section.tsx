import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

export interface SectionProps {
  title?: ReactNode;
  description?: ReactNode;
  /** At the right of the title. */
  actions?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A titled part of a page or form. */
export function Section({ title, description, actions, className, children }: SectionProps) {
  return (
    <section className={cn("grid min-w-0 grid-cols-1 gap-3", className)}>
      {(title || actions) && (
        <header className="flex items-start justify-between gap-x-4 gap-y-2 max-md:flex-wrap">
          <div className="min-w-0">
            {title && <h2 className="text-base font-semibold">{title}</h2>}
            {description && <p className="prose-width text-sm text-ink-muted">{description}</p>}
          </div>
          {actions && <div className="flex shrink-0 items-center gap-2">{actions}</div>}
        </header>
      )}
      {children}
    </section>
  );
}

/** A framed surface for what belongs together and stands apart from the rest. */
export function Panel({ className, children }: { className?: string; children: ReactNode }) {
  return <div className={cn("rounded-md border border-line bg-surface", className)}>{children}</div>;
}

export interface FoldableProps {
  title: ReactNode;
  /** Beside the title while folded and unfolded: "4 settings". */
  note?: ReactNode;
  defaultOpen?: boolean;
  className?: string;
  children: ReactNode;
}

/** A native <details>: works without script, is found by the browser's search, opens for a focused error. */
export function Foldable({ title, note, defaultOpen = false, className, children }: FoldableProps) {
  return (
    <details open={defaultOpen} className={cn("group/fold min-w-0", className)}>
      <summary className="focus-ring inline-flex list-none items-center gap-1.5 rounded-sm text-sm font-medium text-ink-muted transition-colors select-none hover:text-ink">
        <ChevronRight
          className="size-4 transition-transform group-open/fold:rotate-90"
          strokeWidth={1.75}
          aria-hidden
        />
        {title}
        {note && <span className="font-normal text-ink-faint">{note}</span>}
      </summary>
      <div className="pt-4">{children}</div>
    </details>
  );
}
