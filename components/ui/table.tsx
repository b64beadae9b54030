import { ArrowDown, ArrowUp } from "lucide-react";
import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";
import { ScrollFrame } from "./scroll-frame";

export { TR, type TRProps } from "./table-row";

/*
 * A table is written out where it is used:
 *   <Table label="Sources"><THead><TR><TH>Name</TH>…</TR></THead><TBody><TR>…</TR></TBody></Table>
 */

export interface TableProps extends ComponentProps<"table"> {
  /** Names the table for screen readers. */
  label: string;
  /** A border around it; without, it lies open on the page. */
  framed?: boolean;
  /** For a table that scrolls in itself ("max-h-96 overflow-auto"); else its head sticks to the page. */
  frameClassName?: string;
}

export function Table({ label, framed = false, frameClassName, className, ...rest }: TableProps) {
  return (
    <ScrollFrame
      label={label}
      data-table-frame=""
      className={cn(
        "relative w-full max-lg:overflow-x-auto",
        framed && "rounded-md border border-line [&_tbody:last-child>tr:last-child>td]:border-b-0",
        frameClassName,
      )}
    >
      <table
        aria-label={label}
        {...rest}
        className={cn("w-full border-separate border-spacing-0 text-left text-sm tabular-nums", className)}
      />
    </ScrollFrame>
  );
}

export function THead({ className, ...rest }: ComponentProps<"thead">) {
  return (
    <thead
      {...rest}
      className={cn(
        "sticky top-0 z-10 [&_th]:bg-surface [&_th:first-child]:rounded-tl-md [&_th:last-child]:rounded-tr-md",
        className,
      )}
    />
  );
}

export function TBody(props: ComponentProps<"tbody">) {
  return <tbody {...props} />;
}

type Align = "left" | "right";

/* Takes the width that is left and gives it back first: its text is cut before the table gets too wide. */
const growing = "w-full max-w-0 min-w-40 truncate";

export interface THProps extends Omit<ComponentProps<"th">, "align"> {
  align?: Align;
  grow?: boolean;
  /** The address that sorts by this column; `sorted` tells the present order. */
  sortHref?: string;
  sorted?: "ascending" | "descending";
}

export function TH({ align = "left", grow, sortHref, sorted, className, children, ...rest }: THProps) {
  return (
    <th
      scope="col"
      {...rest}
      aria-sort={sorted}
      className={cn(
        "h-8 border-b border-line px-3 text-xs font-medium whitespace-nowrap text-ink-faint",
        align === "right" && "text-right",
        grow && growing,
        className,
      )}
    >
      {sortHref === undefined ? (
        children
      ) : (
        <Link
          href={sortHref}
          scroll={false}
          className="group/sort focus-ring inline-flex items-center gap-1 rounded-sm hover:text-ink"
        >
          {children}
          <SortArrow sorted={sorted} />
        </Link>
      )}
    </th>
  );
}

function SortArrow({ sorted }: { sorted?: "ascending" | "descending" }) {
  const Arrow = sorted === "descending" ? ArrowDown : ArrowUp;
  return (
    <Arrow
      className={cn(
        "size-3",
        !sorted && "opacity-0 group-hover/sort:opacity-60 group-focus-visible/sort:opacity-60",
      )}
      strokeWidth={2}
      aria-hidden
    />
  );
}

export interface TDProps extends Omit<ComponentProps<"td">, "align"> {
  align?: Align;
  grow?: boolean;
  /** Secondary facts. */
  muted?: boolean;
}

export function TD({ align = "left", grow, muted, className, ...rest }: TDProps) {
  return (
    <td
      {...rest}
      className={cn(
        "h-9 border-b border-line px-3 whitespace-nowrap",
        align === "right" && "text-right",
        grow && growing,
        muted && "text-ink-muted",
        className,
      )}
    />
  );
}

/**
 * The link of the row: its click area is the whole row. Buttons, links, inputs and what has a tooltip lie above it
 * (globals.css); a click on the latter opens the row all the same (TR).
 */
export function RowLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return (
    <Link
      {...rest}
      data-row-link=""
      className={cn(
        "font-medium text-ink outline-none after:absolute after:inset-0 after:outline-2 after:-outline-offset-2 after:outline-transparent focus-visible:after:outline-focus",
        className,
      )}
    />
  );
}

/** The last cell: appears on hover and focus, stays while its menu is open, always there for touch. */
export function RowActions({ children }: { children: ReactNode }) {
  return (
    <TD className="w-0 py-0 pl-0 whitespace-nowrap">
      <div className="flex justify-end gap-0.5 transition-opacity not-has-[[data-state=open]]:pointer-fine:opacity-0 group-focus-within/row:opacity-100! group-hover/row:opacity-100!">
        {children}
      </div>
    </TD>
  );
}

/** A row that takes the table's whole width. */
export function WideRow({ columns, children }: { columns: number; children: ReactNode }) {
  return (
    <tr>
      <td colSpan={columns} className="border-b border-line px-3">
        {children}
      </td>
    </tr>
  );
}

/** Stands in the place of rows: one sentence why there are none, and what there is to do about it. */
export function EmptyRow({
  columns,
  action,
  children,
}: {
  columns: number;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <WideRow columns={columns}>
      <div className="flex flex-wrap items-center justify-between gap-2 py-2 text-sm text-ink-muted">
        <p>{children}</p>
        {action}
      </div>
    </WideRow>
  );
}
