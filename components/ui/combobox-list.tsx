"use client";

import { Command } from "cmdk";
import { Plus, Search } from "lucide-react";
import { Popover } from "radix-ui";
import { useState, type ReactNode } from "react";
import * as text from "@/text/ui";
import { cn } from "./cn";
import { matchScore } from "./match-score";
import { floatingItem, floatingSurface } from "./floating";
import type { SelectOption } from "./select";

export interface ComboboxListProps {
  options: readonly SelectOption[];
  searchPlaceholder?: string;
  emptyText?: string;
  allowCustom?: boolean;
  /** What is highlighted when the list opens. */
  initial?: SelectOption;
  onPick: (value: string) => void;
  /** What stands beside an option: a tick, a box. */
  mark: (value: string) => ReactNode;
  before?: boolean;
}

/** The floating part of Combobox and MultiSelect: search on top, matches below. */
export function ComboboxList(props: ComboboxListProps) {
  const {
    options,
    searchPlaceholder = text.search,
    emptyText = text.nothingMatches,
    allowCustom,
    onPick,
    mark,
  } = props;
  const [query, setQuery] = useState("");
  const custom = query.trim();
  const offersCustom = allowCustom && custom !== "" && !options.some((option) => option.value === custom);
  return (
    <Popover.Portal>
      <Popover.Content
        aria-label={searchPlaceholder}
        align="start"
        sideOffset={4}
        collisionPadding={8}
        className={cn(
          floatingSurface,
          "w-(--radix-popover-trigger-width) max-w-[calc(100vw-1rem)] min-w-60 overflow-hidden",
        )}
      >
        <Command
          loop
          filter={matchScore}
          defaultValue={props.initial && tellApart(props.initial)}
          label={searchPlaceholder}
        >
          <div className="flex items-center gap-2 border-b border-line px-2.5">
            <Search className="size-4 shrink-0 text-ink-faint" strokeWidth={1.75} aria-hidden />
            <Command.Input
              value={query}
              onValueChange={setQuery}
              placeholder={searchPlaceholder}
              className="h-9 w-full bg-transparent text-sm outline-none placeholder:text-ink-faint"
            />
          </div>
          <Command.List className="max-h-72 overflow-y-auto overscroll-contain p-1">
            {!offersCustom && (
              <Command.Empty className="px-2 py-6 text-center text-sm text-ink-muted">
                {emptyText}
              </Command.Empty>
            )}
            {options.map((option) => (
              <ComboboxItem
                key={option.value}
                option={option}
                onPick={onPick}
                mark={mark}
                before={props.before}
              />
            ))}
            {offersCustom && (
              <Command.Item
                forceMount
                value={`+${custom}`}
                onSelect={() => onPick(custom)}
                className={floatingItem}
              >
                <Plus strokeWidth={1.75} aria-hidden />
                {text.useTyped(custom)}
              </Command.Item>
            )}
          </Command.List>
        </Command>
      </Popover.Content>
    </Popover.Portal>
  );
}

interface ComboboxItemProps extends Pick<ComboboxListProps, "onPick" | "mark" | "before"> {
  option: SelectOption;
}

function ComboboxItem({ option, onPick, mark, before }: ComboboxItemProps) {
  return (
    <Command.Item
      value={tellApart(option)}
      keywords={[option.value]}
      disabled={option.disabled}
      onSelect={() => onPick(option.value)}
      className={floatingItem}
    >
      {before && mark(option.value)}
      {option.icon}
      <span className="grid min-w-0">
        <span className="truncate">{option.label}</span>
        {option.description && <span className="text-xs text-ink-muted">{option.description}</span>}
      </span>
      {!before && mark(option.value)}
    </Command.Item>
  );
}

/** Two options may have the same label; taken for one, Enter would pick the first of them. */
function tellApart({ label, value }: SelectOption): string {
  return `${label}\n${value}`;
}
