"use client";

import { CircleAlert } from "lucide-react";
import { useId, type ReactNode } from "react";
import { cn } from "./cn";
import { FieldContext } from "./field-context";

export interface FieldProps {
  label: ReactNode;
  /** Below the control: what the value is for and where to find it. */
  help?: ReactNode;
  /** What to enter instead; takes the eye before the help. */
  error?: ReactNode;
  required?: boolean;
  /** Beside the label at the right: a link to the docs, "Clear". */
  aside?: ReactNode;
  /** The control's id, where a label elsewhere or a test needs a fixed one. */
  id?: string;
  className?: string;
  children: ReactNode;
}

/** Label above, control, error and help below, tied together for screen readers through context. */
export function Field({ label, help, error, required = false, aside, id, className, children }: FieldProps) {
  const own = useId();
  const controlId = id ?? own;
  const labelId = `${controlId}-label`;
  const errorId = error ? `${controlId}-error` : undefined;
  const helpId = help ? `${controlId}-help` : undefined;
  const describedBy = [errorId, helpId].filter(Boolean).join(" ") || undefined;
  return (
    <FieldContext value={{ controlId, labelId, describedBy, invalid: Boolean(error), required }}>
      <div className={cn("grid min-w-0 content-start gap-1.5", className)}>
        <div className="flex items-baseline justify-between gap-3">
          <label id={labelId} htmlFor={controlId} className="text-sm font-medium text-ink">
            {label}
            {required && <RequiredMark />}
          </label>
          {aside && <span className="text-xs text-ink-muted">{aside}</span>}
        </div>
        {children}
        {error && <FieldError id={errorId}>{error}</FieldError>}
        {help && <FieldHelp id={helpId}>{help}</FieldHelp>}
      </div>
    </FieldContext>
  );
}

export function RequiredMark() {
  return (
    <span className="ml-0.5 text-bad" aria-hidden>
      *
    </span>
  );
}

export function FieldError({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <p id={id} className="flex items-start gap-1.5 text-xs text-bad">
      <CircleAlert className="mt-px size-3.5 shrink-0" strokeWidth={1.75} aria-hidden />
      <span className="min-w-0 break-words">{children}</span>
    </p>
  );
}

function FieldHelp({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <div id={id} className="prose-width text-xs text-ink-muted">
      {children}
    </div>
  );
}
