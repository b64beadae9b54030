import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import * as text from "@/text/ui";
import { Code } from "./code";
import { cn } from "./cn";
import { CopyButton } from "./copy-button";
import { EmptyDrawing } from "./empty-drawing";
import { TD, TR } from "./table";

export interface EmptyProps {
  /** One sentence: why it is empty. */
  title: string;
  /** More, only where it helps to decide. */
  children?: ReactNode;
  /** One action. */
  action?: ReactNode;
  /** Instead of the drawing; `null` for none in tight places. */
  drawing?: ReactNode;
  className?: string;
}

export function Empty({ title, children, action, drawing = <EmptyDrawing />, className }: EmptyProps) {
  return (
    <div
      className={cn("mx-auto grid max-w-100 justify-items-center gap-4 px-4 py-14 text-center", className)}
    >
      {drawing}
      <div className="grid gap-1">
        <p className="text-base font-medium">{title}</p>
        {children && <div className="text-sm text-ink-muted">{children}</div>}
      </div>
      {action}
    </div>
  );
}

/** A place where text will be. Still, and only after a moment, so that what loads fast does not flicker. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn("block h-3 animate-appear rounded-sm bg-ink/8", className)} />;
}

const widths = ["w-40", "w-28", "w-20", "w-24", "w-16"];

/** Rows of a table that are on their way; stands in a TBody. */
export function LoadingRows({ columns, rows = 6 }: { columns: number; rows?: number }) {
  return Array.from({ length: rows }, (_, row) => (
    <TR key={row} aria-hidden>
      {Array.from({ length: columns }, (_, column) => (
        <TD key={column}>
          <Skeleton
            className={cn(
              "max-w-full",
              widths[(row * 2 + column * 3) % widths.length],
              column === 0 && "w-40",
            )}
          />
        </TD>
      ))}
    </TR>
  ));
}

/** Says to a screen reader that something loads, around whatever shows it. */
export function Loading({ label = text.loading, children }: { label?: string; children: ReactNode }) {
  return (
    <div role="status" aria-busy>
      <span className="sr-only">{label}</span>
      {children}
    </div>
  );
}

export interface ErrorStateProps {
  /** What could not be done: "The list of sources could not be read". */
  title: string;
  /** Why, as far as known. */
  message?: ReactNode;
  /** The id that is in the log. */
  errorId?: string;
  /** A button that tries again. */
  retry?: ReactNode;
  className?: string;
}

export function ErrorState({ title, message, errorId, retry, className }: ErrorStateProps) {
  return (
    <div
      role="alert"
      className={cn("mx-auto grid max-w-120 justify-items-center gap-4 px-4 py-14 text-center", className)}
    >
      <span className="grid size-9 place-items-center rounded-md bg-bad-soft text-bad">
        <CircleAlert className="size-5" strokeWidth={1.75} aria-hidden />
      </span>
      <div className="grid gap-1">
        <p className="text-base font-medium">{title}</p>
        {message && <div className="text-sm text-ink-muted">{message}</div>}
      </div>
      {retry}
      {errorId && <ErrorId id={errorId} />}
    </div>
  );
}

/** The id under which the log has the whole story. */
export function ErrorId({ id }: { id: string }) {
  return (
    <span className="inline-flex items-center gap-1 text-xs text-ink-faint">
      {text.errorId(<Code>{id}</Code>)}
      <CopyButton text={id} label={text.copyErrorId} />
    </span>
  );
}
