"use client";

import { Check, ChevronsUpDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { useFieldControl } from "./field-context";
import { floatingItem, floatingSurface } from "./floating";
import { useIsHydrated } from "./use-is-hydrated";

export interface SelectOption {
  value: string;
  label: string;
  description?: ReactNode;
  icon?: ReactNode;
  disabled?: boolean;
}

export interface SelectProps {
  value: string | undefined;
  onValueChange: (value: string) => void;
  options: readonly SelectOption[];
  placeholder?: string;
  onBlur?: () => void;
  disabled?: boolean;
  size?: "sm" | "md";
  id?: string;
  name?: string;
  "aria-label"?: string;
  className?: string;
}

/** For up to about eight options; beyond that a Combobox finds them faster. */
export function Select({
  value,
  onValueChange,
  options,
  placeholder = "Choose…",
  size = "md",
  className,
  ...rest
}: SelectProps) {
  const field = useFieldControl(rest);
  const isHydrated = useIsHydrated();
  const chosen = options.find((option) => option.value === value);
  return (
    <Radix.Root value={value ?? ""} onValueChange={onValueChange} disabled={rest.disabled} name={rest.name}>
      <Radix.Trigger
        {...field}
        aria-disabled={!isHydrated || undefined}
        aria-label={rest["aria-label"]}
        onBlur={rest.onBlur}
        className={cn(selectTrigger, size === "sm" ? "h-7 text-xs" : "h-8 text-base", className)}
      >
        <span className="flex min-w-0 items-center gap-2 [&>svg]:size-4 [&>svg]:shrink-0">
          {chosen?.icon}
          <span className={cn("truncate", !chosen && "text-ink-faint")}>
            <Radix.Value placeholder={placeholder}>{chosen?.label}</Radix.Value>
          </span>
        </span>
        <ChevronsUpDown className="size-3.5 shrink-0 text-ink-faint" strokeWidth={1.75} aria-hidden />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className={cn(
            floatingSurface,
            "max-h-(--radix-select-content-available-height) max-w-120 min-w-(--radix-select-trigger-width) overflow-hidden",
          )}
        >
          <Radix.Viewport className="p-1">
            {options.map((option) => (
              <SelectItem key={option.value} option={option} />
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Shared with the comboboxes, which look the same while closed. */
export const selectTrigger =
  "control flex w-full items-center justify-between gap-2 px-2.5 text-left text-ink disabled:cursor-not-allowed";

function SelectItem({ option }: { option: SelectOption }) {
  return (
    <Radix.Item
      value={option.value}
      disabled={option.disabled}
      textValue={option.label}
      className={cn(floatingItem, "pr-8", option.description ? "items-start" : "")}
    >
      {option.icon}
      <span className="grid min-w-0">
        <Radix.ItemText>{option.label}</Radix.ItemText>
        {option.description && <span className="text-xs text-ink-muted">{option.description}</span>}
      </span>
      <Radix.ItemIndicator className="absolute right-2 grid h-6 place-items-center">
        <Check className="size-4 text-accent" strokeWidth={1.75} />
      </Radix.ItemIndicator>
    </Radix.Item>
  );
}
