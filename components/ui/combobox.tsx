"use client";

import { Check, ChevronsUpDown } from "lucide-react";
import { Popover } from "radix-ui";
import { useState } from "react";
import * as text from "@/text/ui";
import { cn } from "./cn";
import { useFieldControl } from "./field-context";
import { LazyComboboxList } from "./lazy-combobox-list";
import { selectTrigger, type SelectProps } from "./select";
import { useIsHydrated } from "./use-is-hydrated";

export interface ComboboxProps extends SelectProps {
  searchPlaceholder?: string;
  /** Said when nothing matches. */
  emptyText?: string;
  /** Offers what was typed as a value of its own. */
  allowCustom?: boolean;
  onOpenChange?: (open: boolean) => void;
}

/** A Select with search, for long lists. */
export function Combobox({
  value,
  onValueChange,
  options,
  placeholder = text.choose,
  searchPlaceholder,
  emptyText,
  allowCustom = false,
  onOpenChange,
  size = "md",
  className,
  onBlur,
  ...rest
}: ComboboxProps) {
  const [open, setOpen] = useState(false);
  const field = useFieldControl(rest);
  const isHydrated = useIsHydrated();
  const chosen = options.find((option) => option.value === value);
  const shown = chosen?.label ?? value;

  function setOpenAndReport(next: boolean) {
    setOpen(next);
    onOpenChange?.(next);
    if (!next) onBlur?.();
  }

  return (
    <Popover.Root open={open} onOpenChange={setOpenAndReport}>
      <Popover.Trigger
        {...field}
        type="button"
        role="combobox"
        aria-expanded={open}
        aria-label={rest["aria-label"]}
        disabled={rest.disabled}
        aria-disabled={!isHydrated || undefined}
        className={cn(selectTrigger, size === "sm" ? "h-7 text-xs" : "h-8 text-base", className)}
      >
        <span className="flex min-w-0 items-center gap-2 [&>svg]:size-4 [&>svg]:shrink-0">
          {chosen?.icon}
          <span className={cn("truncate", !shown && "text-ink-faint")}>{shown || placeholder}</span>
        </span>
        <ChevronsUpDown className="size-3.5 shrink-0 text-ink-faint" strokeWidth={1.75} aria-hidden />
      </Popover.Trigger>
      {open && (
        <LazyComboboxList
          options={options}
          searchPlaceholder={searchPlaceholder}
          emptyText={emptyText}
          allowCustom={allowCustom}
          initial={chosen}
          onPick={(picked) => {
            onValueChange(picked);
            setOpenAndReport(false);
          }}
          mark={(option) => option === value && <Check className="ml-auto text-accent" strokeWidth={1.75} />}
        />
      )}
    </Popover.Root>
  );
}
