"use client";

import type { ComponentProps } from "react";
import { cn } from "./cn";
import { useFieldControl, useIsReadOnly } from "./field-context";

export interface TextareaProps extends ComponentProps<"textarea"> {
  mono?: boolean;
}

/** Grows with its text up to 16 lines. */
export function Textarea({ mono = false, className, rows = 4, ...rest }: TextareaProps) {
  const field = useFieldControl(rest);
  const readOnly = useIsReadOnly(rest);
  return (
    <textarea
      spellCheck={false}
      rows={rows}
      {...rest}
      {...field}
      readOnly={readOnly}
      className={cn(
        "control field-sizing-content max-h-84 min-h-20 w-full resize-y px-2.5 py-1.5 text-base max-md:text-lg placeholder:text-ink-faint",
        mono && "font-mono text-sm",
        className,
      )}
    />
  );
}
