import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { Fragment, type ReactNode } from "react";
import * as text from "@/text/ui";
import { cn } from "./cn";

export interface Crumb {
  href: string;
  label: string;
}

export interface PageHeaderProps {
  breadcrumb?: readonly Crumb[];
  title: ReactNode;
  /** A connector's mark or a Pair before the title. */
  mark?: ReactNode;
  /** The thing's state: a StatusCell or Badge. */
  state?: ReactNode;
  /** One line of facts below. */
  description?: ReactNode;
  /** Secondary controls, before the primary action. */
  controls?: ReactNode;
  /** The one primary action, at the far right. */
  action?: ReactNode;
  /** LinkTabs under the line. */
  tabs?: ReactNode;
}

/** The top line of a page; on a phone what is done here stands below what it is. */
export function PageHeader({
  breadcrumb = [],
  title,
  mark,
  state,
  description,
  controls,
  action,
  tabs,
}: PageHeaderProps) {
  return (
    <header className="grid grid-cols-1 gap-1">
      {breadcrumb.length > 0 && <Breadcrumb crumbs={breadcrumb} />}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 md:gap-y-1">
        {mark}
        <h1 className="min-h-9 min-w-0 content-center truncate text-title font-semibold tracking-[-0.012em]">
          {title}
        </h1>
        {state}
        {description && (
          <div className="w-full text-sm text-ink-muted md:order-last">
            <div className="prose-width">{description}</div>
          </div>
        )}
        <div className={cn("flex items-center gap-2 empty:hidden md:ml-auto", !description && "ml-auto")}>
          {controls}
          {action}
        </div>
      </div>
      {tabs && <div className="mt-2">{tabs}</div>}
    </header>
  );
}

function Breadcrumb({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label={text.breadcrumb} className="flex min-w-0 items-center gap-1 text-xs text-ink-faint">
      {crumbs.map((crumb, index) => (
        <Fragment key={crumb.href}>
          {index > 0 && <ChevronRight className="size-3 shrink-0" strokeWidth={1.75} aria-hidden />}
          <Link href={crumb.href} className="focus-ring truncate rounded-sm transition-colors hover:text-ink">
            {crumb.label}
          </Link>
        </Fragment>
      ))}
    </nav>
  );
}

/** The column a page's content stands in: at most 1,280 px, `wide` for tables that may take all. */
export function Page({ wide = false, children }: { wide?: boolean; children: ReactNode }) {
  return (
    <div className="px-4 py-5 md:px-8 md:py-6">
      <div className={cn("mx-auto grid w-full grid-cols-1 gap-6", !wide && "max-w-320")}>{children}</div>
    </div>
  );
}
