"use client";

import { RadioGroup as Radix } from "radix-ui";
import { useId, type ReactNode } from "react";
import { cn } from "./cn";
import { useFieldGroup } from "./field-context";
import { useIsHydrated } from "./use-is-hydrated";

export interface RadioCardOption {
  value: string;
  label: ReactNode;
  description?: ReactNode;
  icon?: ReactNode;
  disabled?: boolean;
}

export interface RadioCardsProps {
  value: string | undefined;
  onValueChange: (value: string) => void;
  options: readonly RadioCardOption[];
  onBlur?: () => void;
  /** Side by side from 720 px; one below the other is the default. */
  columns?: 1 | 2 | 3;
  disabled?: boolean;
  id?: string;
  "aria-label"?: string;
}

/** A few choices that deserve a sentence each. */
export function RadioCards({ value, onValueChange, options, columns = 1, ...rest }: RadioCardsProps) {
  const field = useFieldGroup(rest);
  return (
    <Radix.Root
      {...rest}
      {...field}
      value={value ?? ""}
      onValueChange={onValueChange}
      className={cn("grid gap-2", columns === 2 && "md:grid-cols-2", columns === 3 && "md:grid-cols-3")}
    >
      {options.map((option) => (
        <RadioCard key={option.value} option={option} />
      ))}
    </Radix.Root>
  );
}

function RadioCard({ option }: { option: RadioCardOption }) {
  const description = useId();
  const isHydrated = useIsHydrated();
  return (
    <Radix.Item
      value={option.value}
      disabled={option.disabled}
      aria-disabled={!isHydrated || undefined}
      aria-describedby={option.description ? description : undefined}
      className="group focus-ring flex items-start gap-2.5 rounded-md border border-line-strong/60 bg-surface px-3 py-2.5 text-left transition-colors hover:border-line-strong disabled:bg-sunken disabled:text-ink-faint data-[state=checked]:border-accent data-[state=checked]:bg-accent-soft/60"
    >
      <span className="mt-0.5 grid size-4 shrink-0 place-items-center rounded-full border border-line-strong bg-surface group-data-[state=checked]:border-accent">
        <Radix.Indicator className="size-2 rounded-full bg-accent" />
      </span>
      <span className="grid min-w-0 gap-0.5">
        <span className="flex items-center gap-1.5 text-sm font-medium">
          {option.icon}
          {option.label}
        </span>
        {option.description && (
          <span id={description} className="text-xs text-ink-muted">
            {option.description}
          </span>
        )}
      </span>
    </Radix.Item>
  );
}
