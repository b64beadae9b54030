"use client";

import { Search, X } from "lucide-react";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useEffect, useRef, useState, useTransition, type ReactNode } from "react";
import * as uiText from "@/text/ui";
import { cn } from "./cn";
import { DropdownMenu, MenuRadioGroup } from "./dropdown-menu";
import { Input } from "./input";
import { PlainButton } from "./plain-button";
import { Spinner } from "./spinner";

export interface Filter {
  /** The name in the address: `?state=bad`. */
  param: string;
  label: string;
  options: readonly { value: string; label: string; icon?: ReactNode }[];
}

export interface FilterBarProps {
  filters?: readonly Filter[];
  /** The name of the text search in the address; leave out for none. */
  searchParam?: string;
  searchPlaceholder?: string;
}

/** Search and filters as chips. They live in the address, so a filtered list can be sent, kept and gone back to. */
export function FilterBar({ filters = [], searchParam, searchPlaceholder = uiText.search }: FilterBarProps) {
  const params = useSearchParams();
  const { setParam, pending } = useParamSetter();
  return (
    <div className="flex flex-wrap items-center gap-2">
      {searchParam && (
        <SearchBox
          value={params.get(searchParam) ?? ""}
          placeholder={searchPlaceholder}
          onChange={(text) => setParam(searchParam, text)}
        />
      )}
      {filters.map((filter) => (
        <FilterChip
          key={filter.param}
          filter={filter}
          value={params.get(filter.param) ?? ""}
          onChange={(value) => setParam(filter.param, value)}
        />
      ))}
      {pending && <Spinner className="size-3.5 text-running" />}
    </div>
  );
}

/** Sets one parameter of the address, and begins at the first page again. */
export function useParamSetter() {
  const router = useRouter();
  const path = usePathname();
  const params = useSearchParams();
  const [pending, startTransition] = useTransition();
  function setParam(name: string, value: string) {
    const next = new URLSearchParams(params);
    if (value === "") next.delete(name);
    else next.set(name, value);
    for (const cursor of ["page", "before", "after"]) next.delete(cursor);
    startTransition(() => router.replace(next.size > 0 ? `${path}?${next}` : path, { scroll: false }));
  }
  return { setParam, pending };
}

interface SearchBoxProps {
  value: string;
  placeholder: string;
  onChange: (text: string) => void;
}

function SearchBox({ value, placeholder, onChange }: SearchBoxProps) {
  // While one types, the draft leads and the address follows; afterwards the address leads (Back, a sent link).
  const [draft, setDraft] = useState<string>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => () => clearTimeout(timer.current), []);

  function type(text: string) {
    setDraft(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onChange(text), 200);
  }

  return (
    <Input
      type="search"
      aria-label={placeholder}
      placeholder={placeholder}
      leading={<Search strokeWidth={1.75} />}
      value={draft ?? value}
      onChange={(event) => type(event.target.value)}
      onBlur={() => setDraft((text) => (text === value ? undefined : text))}
      className="w-60"
    />
  );
}

function FilterChip({
  filter,
  value,
  onChange,
}: {
  filter: Filter;
  value: string;
  onChange: (value: string) => void;
}) {
  const chosen = filter.options.find((option) => option.value === value);
  return (
    <span
      className={cn(
        "inline-flex h-7 items-center rounded-md border text-xs",
        chosen
          ? "border-accent bg-accent-soft text-accent"
          : "border-dashed border-line-strong text-ink-muted",
      )}
    >
      <DropdownMenu
        align="start"
        trigger={
          <PlainButton className="focus-ring-inset h-full rounded-md px-2 hover:text-ink">
            {filter.label}
            {chosen && <span className="font-medium">: {chosen.label}</span>}
          </PlainButton>
        }
      >
        <MenuRadioGroup value={value} onValueChange={onChange} options={filter.options} />
      </DropdownMenu>
      {chosen && (
        <PlainButton
          aria-label={uiText.removeFilter(filter.label)}
          onClick={() => onChange("")}
          className="focus-ring-inset grid h-full w-6 place-items-center rounded-md hover:text-ink"
        >
          <X className="size-3" strokeWidth={2} aria-hidden />
        </PlainButton>
      )}
    </span>
  );
}
