import { ChevronLeft, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import * as text from "@/text/ui";
import { buttonClass } from "./button-class";
import { ButtonLink } from "./button-link";

export interface PagerProps {
  /** From 1 on. */
  page: number;
  perPage: number;
  total: number;
  hrefOf: (page: number) => string;
}

/** "101–200 of 1,000", and the way to the pages beside it. */
export function Pager({ page, perPage, total, hrefOf }: PagerProps) {
  const first = Math.min(total, (page - 1) * perPage + 1);
  const last = Math.min(total, page * perPage);
  return (
    <nav aria-label={text.pages} className="flex items-center justify-between gap-4 text-xs text-ink-muted">
      <span className="tabular-nums">
        {total <= perPage && page === 1 ? text.allOfPages(total) : text.partOfPages(first, last, total)}
      </span>
      {(page > 1 || last < total) && (
        <span className="flex gap-1">
          <Step href={page > 1 ? hrefOf(page - 1) : undefined} label={text.previous}>
            <ChevronLeft strokeWidth={1.75} aria-hidden />
          </Step>
          <Step href={last < total ? hrefOf(page + 1) : undefined} label={text.next}>
            <ChevronRight strokeWidth={1.75} aria-hidden />
          </Step>
        </span>
      )}
    </nav>
  );
}

function Step({ href, label, children }: { href: string | undefined; label: string; children: ReactNode }) {
  if (href === undefined)
    return (
      <span aria-hidden className={buttonClass({ size: "sm", variant: "ghost" }, "opacity-40")}>
        {children}
      </span>
    );
  return (
    <ButtonLink size="sm" variant="ghost" href={href} aria-label={label}>
      {children}
    </ButtonLink>
  );
}
