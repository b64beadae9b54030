"use client";

import { Check, Minus } from "lucide-react";
import { Checkbox as Radix } from "radix-ui";
import { useId, type ReactNode } from "react";
import { cn } from "./cn";
import { useFieldControl } from "./field-context";
import { useIsHydrated } from "./use-is-hydrated";

export interface CheckboxProps {
  checked: boolean | "indeterminate";
  onCheckedChange: (checked: boolean) => void;
  /** Beside the box; without it give `aria-label` (in a table). */
  label?: ReactNode;
  help?: ReactNode;
  disabled?: boolean;
  id?: string;
  name?: string;
  "aria-label"?: string;
  className?: string;
}

export function Checkbox({ checked, onCheckedChange, label, help, className, ...rest }: CheckboxProps) {
  const own = useId();
  const field = useFieldControl(rest);
  const isHydrated = useIsHydrated();
  const id = field.id ?? own;
  const box = (
    <Radix.Root
      {...rest}
      {...field}
      id={id}
      checked={checked}
      aria-disabled={!isHydrated || undefined}
      onCheckedChange={(next) => onCheckedChange(next === true)}
      className={cn(
        "focus-ring grid size-4 shrink-0 place-items-center rounded-sm border border-line-strong bg-surface text-accent-ink transition-colors hover:border-ink-muted",
        "disabled:border-line disabled:bg-sunken data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=indeterminate]:border-accent data-[state=indeterminate]:bg-accent",
        // A 16 px box with the reach of a 32 px one.
        "relative after:absolute after:-inset-2",
        !label && className,
      )}
    >
      <Radix.Indicator>
        {checked === "indeterminate" ? (
          <Minus className="size-3" strokeWidth={3} />
        ) : (
          <Check className="size-3" strokeWidth={3} />
        )}
      </Radix.Indicator>
    </Radix.Root>
  );
  if (!label) return box;
  return (
    <div className={cn("flex items-start gap-2", className)}>
      <span className="flex h-5 items-center">{box}</span>
      <div className="min-w-0">
        <label htmlFor={id} className="text-sm">
          {label}
        </label>
        {help && <div className="text-xs text-ink-muted">{help}</div>}
      </div>
    </div>
  );
}
