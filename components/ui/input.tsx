"use client";

import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";
import { useFieldControl, useIsReadOnly } from "./field-context";

export interface InputProps extends ComponentProps<"input"> {
  /** Set in front of the text inside the frame: an icon, "https://". */
  leading?: ReactNode;
  /** Set behind it: a unit, a button. */
  trailing?: ReactNode;
  /** For identifiers, hosts and keys. */
  mono?: boolean;
}

export function Input({ leading, trailing, mono = false, className, ...rest }: InputProps) {
  const field = useFieldControl(rest);
  const readOnly = useIsReadOnly(rest);
  const input = (framed: boolean) => (
    <input
      autoComplete="off"
      spellCheck={false}
      {...rest}
      {...field}
      readOnly={readOnly}
      className={cn(
        "h-8 w-full min-w-0 px-2.5 text-base max-md:text-lg text-ink placeholder:text-ink-faint",
        mono && "font-mono text-sm",
        framed ? "border-0 bg-transparent px-0 outline-none" : "control",
        !framed && className,
      )}
    />
  );
  if (!leading && !trailing) return input(false);
  return (
    <span className={cn("control flex h-8 w-full items-center gap-1.5 px-2.5 [&>input]:h-7.5", className)}>
      {leading && <Adornment>{leading}</Adornment>}
      {input(true)}
      {trailing && <Adornment>{trailing}</Adornment>}
    </span>
  );
}

function Adornment({ children }: { children: ReactNode }) {
  return (
    <span className="flex shrink-0 items-center gap-1 text-xs text-ink-faint [&>svg]:size-4">{children}</span>
  );
}
