"use client";

import { Check, ChevronsUpDown } from "lucide-react";
import { useId, type ReactNode } from "react";
import * as text from "@/text/ui";
import { cn } from "./cn";
import { useFieldControl, useFieldGroup } from "./field-context";
import { floatingItem } from "./floating";
import { LazyMenuList } from "./lazy-menu-list";
import { useMenuParts } from "./menu-parts";
import { PlainButton } from "./plain-button";
import { useMenuTrigger } from "./use-menu-trigger";

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
  "aria-label"?: string;
  className?: string;
}

/** For up to about eight options; beyond that a Combobox finds them faster. */
export function Select({
  value,
  onValueChange,
  options,
  placeholder = text.choose,
  size = "md",
  className,
  ...rest
}: SelectProps) {
  const field = useFieldControl(rest);
  const group = useFieldGroup();
  const listId = useId();
  const { trigger, list, isNear, isOpen } = useMenuTrigger();
  const chosen = options.find((option) => option.value === value);
  return (
    <>
      <PlainButton
        {...field}
        {...trigger}
        role="combobox"
        aria-haspopup="listbox"
        aria-controls={isOpen ? listId : undefined}
        aria-label={rest["aria-label"]}
        disabled={rest.disabled}
        onBlur={rest.onBlur}
        className={cn(selectTrigger, size === "sm" ? "h-7 text-xs" : "h-8 text-base", className)}
      >
        <span className="flex min-w-0 items-center gap-2 [&>svg]:size-4 [&>svg]:shrink-0">
          {chosen?.icon}
          <span className={cn("truncate", !chosen && "text-ink-faint")}>{chosen?.label ?? placeholder}</span>
        </span>
        <ChevronsUpDown className="size-3.5 shrink-0 text-ink-faint" strokeWidth={1.75} aria-hidden />
      </PlainButton>
      {isNear && (
        <LazyMenuList
          {...list}
          role="listbox"
          id={listId}
          // The trigger itself would name it by the value that it shows.
          label={rest["aria-label"]}
          labelledBy={group["aria-labelledby"]}
          side="bottom"
          align="start"
          className="max-h-(--radix-dropdown-menu-content-available-height) max-w-120 min-w-(--radix-dropdown-menu-trigger-width)"
        >
          <SelectItems options={options} value={value} onValueChange={onValueChange} />
        </LazyMenuList>
      )}
    </>
  );
}

/** Shared with the comboboxes, which look the same while closed. */
export const selectTrigger =
  "control flex w-full items-center justify-between gap-2 px-2.5 text-left text-ink disabled:cursor-not-allowed";

function SelectItems({
  options,
  value,
  onValueChange,
}: Pick<SelectProps, "options" | "value" | "onValueChange">) {
  const { RadioGroup, RadioItem, ItemIndicator } = useMenuParts();
  return (
    <RadioGroup value={value ?? ""} onValueChange={onValueChange}>
      {options.map((option) => (
        <RadioItem
          key={option.value}
          role="option"
          aria-checked={undefined}
          aria-selected={option.value === value}
          value={option.value}
          disabled={option.disabled}
          textValue={option.label}
          className={cn(floatingItem, "pr-8", option.description ? "items-start" : "")}
        >
          {option.icon}
          <span className="grid min-w-0">
            <span>{option.label}</span>
            {option.description && <span className="text-xs text-ink-muted">{option.description}</span>}
          </span>
          <ItemIndicator className="absolute right-2 grid h-6 place-items-center">
            <Check className="size-4 text-accent" strokeWidth={1.75} />
          </ItemIndicator>
        </RadioItem>
      ))}
    </RadioGroup>
  );
}
