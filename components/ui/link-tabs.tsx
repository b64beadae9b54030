"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { TabCount, tabLook, tabRow } from "./tabs";

export interface LinkTab {
  href: string;
  label: ReactNode;
  count?: number;
  /** Also current on pages below it; for all but the first tab usually true. */
  deep?: boolean;
}

/** Tabs that are pages: each has an address, opens in a new window, works with Back. */
export function LinkTabs({
  tabs,
  label,
  className,
}: {
  tabs: readonly LinkTab[];
  label: string;
  className?: string;
}) {
  const path = usePathname();
  return (
    <nav aria-label={label} className={cn(tabRow, className)}>
      {tabs.map((tab) => {
        const current = path === tab.href || (tab.deep === true && path.startsWith(`${tab.href}/`));
        return (
          <Link
            key={tab.href}
            href={tab.href}
            aria-current={current ? "page" : undefined}
            className={cn(tabLook, "aria-[current=page]:border-accent aria-[current=page]:text-ink")}
          >
            {tab.label}
            {tab.count !== undefined && <TabCount count={tab.count} />}
          </Link>
        );
      })}
    </nav>
  );
}
