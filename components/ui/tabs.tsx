"use client";

import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { useIsHydrated } from "./use-is-hydrated";

export interface LocalTab {
  value: string;
  label: ReactNode;
  count?: number;
  content: ReactNode;
}

export interface TabsProps {
  tabs: readonly LocalTab[];
  /** Names the row of tabs for screen readers. */
  label: string;
  defaultValue?: string;
  value?: string;
  onValueChange?: (value: string) => void;
  className?: string;
}

/** Tabs inside a page or dialog. What deserves an address of its own uses LinkTabs. */
export function Tabs({
  tabs,
  label,
  defaultValue = tabs[0]?.value,
  value,
  onValueChange,
  className,
}: TabsProps) {
  const isHydrated = useIsHydrated();
  return (
    <Radix.Root defaultValue={defaultValue} value={value} onValueChange={onValueChange} className={className}>
      <Radix.List aria-label={label} className={tabRow}>
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            aria-disabled={!isHydrated || undefined}
            className={cn(tabLook, "data-[state=active]:border-accent data-[state=active]:text-ink")}
          >
            {tab.label}
            {tab.count !== undefined && <TabCount count={tab.count} />}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className="focus-ring pt-4">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}

export const tabRow = "flex gap-4 overflow-x-auto border-b border-line";

export const tabLook =
  "focus-ring-inset -mb-px inline-flex h-9 shrink-0 items-center gap-1.5 border-b-2 border-transparent px-0.5 text-sm font-medium text-ink-muted transition-colors hover:text-ink";

export function TabCount({ count }: { count: number }) {
  return <span className="text-xs font-normal text-ink-faint tabular-nums">{count}</span>;
}
