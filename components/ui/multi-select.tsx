"use client";

import { Check, ChevronsUpDown } from "lucide-react";
import { Popover } from "radix-ui";
import { useState } from "react";
import * as text from "@/text/ui";
import { cn } from "./cn";
import { useFieldControl } from "./field-context";
import { LazyComboboxList } from "./lazy-combobox-list";
import { selectTrigger, type SelectOption } from "./select";
import { Tag } from "./tag";
import { useIsHydrated } from "./use-is-hydrated";

export interface MultiSelectProps {
  value: readonly string[];
  onValueChange: (value: string[]) => void;
  options: readonly SelectOption[];
  placeholder?: string;
  onBlur?: () => void;
  disabled?: boolean;
  id?: string;
  "aria-label"?: string;
}

/** Several of a known list; what is chosen stands below as tags that can be removed. */
export function MultiSelect({
  value,
  onValueChange,
  options,
  placeholder = text.choose,
  onBlur,
  ...rest
}: MultiSelectProps) {
  const [open, setOpen] = useState(false);
  const field = useFieldControl(rest);
  const isHydrated = useIsHydrated();
  const chosen = new Set(value);

  function toggle(picked: string) {
    // In the order of the list, so the same choice is always the same value.
    const next = chosen.has(picked) ? value.filter((item) => item !== picked) : [...value, picked];
    const rank = new Map(options.map((option, index) => [option.value, index]));
    onValueChange(next.toSorted((a, b) => (rank.get(a) ?? Infinity) - (rank.get(b) ?? Infinity)));
  }

  return (
    <div className="grid min-w-0 gap-1.5">
      <Popover.Root
        open={open}
        onOpenChange={(next) => {
          setOpen(next);
          if (!next) onBlur?.();
        }}
      >
        <Popover.Trigger
          {...field}
          type="button"
          role="combobox"
          aria-expanded={open}
          aria-label={rest["aria-label"]}
          disabled={rest.disabled}
          aria-disabled={!isHydrated || undefined}
          className={cn(selectTrigger, "h-8 text-base")}
        >
          <span className={cn("truncate", value.length === 0 && "text-ink-faint")}>
            {value.length === 0 ? placeholder : text.chosenOf(value.length, options.length)}
          </span>
          <ChevronsUpDown className="size-3.5 shrink-0 text-ink-faint" strokeWidth={1.75} aria-hidden />
        </Popover.Trigger>
        {open && (
          <LazyComboboxList
            options={options}
            onPick={toggle}
            before
            mark={(option) => <Box checked={chosen.has(option)} />}
          />
        )}
      </Popover.Root>
      {value.length > 0 && (
        <ul className="flex flex-wrap gap-1">
          {value.map((item) => (
            <Tag
              key={item}
              label={options.find((option) => option.value === item)?.label ?? item}
              onRemove={rest.disabled ? undefined : () => toggle(item)}
            />
          ))}
        </ul>
      )}
    </div>
  );
}

function Box({ checked }: { checked: boolean }) {
  return (
    <span
      className={cn(
        "grid size-4 shrink-0 place-items-center rounded-sm border text-accent-ink",
        checked ? "border-accent bg-accent" : "border-line-strong bg-surface",
      )}
    >
      {checked && <Check className="size-3" strokeWidth={3} aria-hidden />}
      <span className="sr-only">{checked ? text.chosenMark : ""}</span>
    </span>
  );
}
