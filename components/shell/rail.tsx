"use client";

import { Search } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { StateDot } from "@/components/status/state-dot";
import { cn } from "@/components/ui/cn";
import { Kbd } from "@/components/ui/kbd";
import { PlainButton } from "@/components/ui/plain-button";
import { Tooltip } from "@/components/ui/tooltip";
import * as text from "@/text/shell";
import { AccountMenu } from "./account-menu";
import type { Health, ShellFrame } from "./app-shell";
import { usePalette } from "./command-provider";
import { useCommandKey } from "./platform";
import { ProductMark } from "./product-mark";
import type { NavSection } from "./sections";
import { ThemeMenu } from "./theme-menu";

export interface RailProps extends ShellFrame {
  /** `rail` shrinks to icons below 1,100 px; `sheet` always shows the words. */
  form: "rail" | "sheet";
  onNavigate?: () => void;
}

export function Rail({ workspace, sections, health, account, form, onNavigate }: RailProps) {
  const narrow = form === "rail";
  return (
    <div className="flex h-full flex-col bg-canvas p-2 lg:p-3">
      <div
        className={cn("flex h-10 items-center gap-2.5 px-2", narrow && "max-lg:justify-center max-lg:px-0")}
      >
        <ProductMark />
        <div className={cn("grid min-w-0", narrow && "max-lg:hidden")}>
          <span className="truncate text-sm leading-4 font-semibold">{text.productName}</span>
          <span className="truncate text-2xs leading-3.5 text-ink-faint">{workspace}</span>
        </div>
      </div>
      <PaletteButton narrow={narrow} onOpen={onNavigate} />
      <nav aria-label={text.sections} className="mt-3 grid gap-0.5">
        {sections.map((section) => (
          <RailLink key={section.href} section={section} narrow={narrow} onNavigate={onNavigate} />
        ))}
      </nav>
      <div className={cn("mt-auto flex items-center gap-1 pt-3", narrow && "max-lg:flex-col")}>
        <AccountMenu account={account} narrow={narrow} />
        <ThemeMenu />
        <HealthDot health={health} />
      </div>
    </div>
  );
}

function RailLink({
  section,
  narrow,
  onNavigate,
}: {
  section: NavSection;
  narrow: boolean;
  onNavigate?: () => void;
}) {
  const path = usePathname();
  const current = path === section.href || path.startsWith(`${section.href}/`);
  const attention = section.attention ?? 0;
  const link = (
    <Link
      href={section.href}
      onClick={onNavigate}
      aria-current={current ? "page" : undefined}
      className={cn(
        "focus-ring-inset relative flex h-8 items-center gap-2.5 rounded-md px-2 text-sm font-medium text-ink-muted transition-colors hover:bg-ink/5 hover:text-ink [&>svg]:size-4 [&>svg]:shrink-0",
        "aria-[current=page]:bg-ink/7 aria-[current=page]:text-ink aria-[current=page]:[&>svg]:text-accent",
        narrow && "max-lg:justify-center max-lg:px-0",
      )}
    >
      {section.icon}
      <span className={cn("truncate", narrow && "max-lg:sr-only")}>{section.label}</span>
      {attention > 0 && <AttentionCount count={attention} narrow={narrow} />}
    </Link>
  );
  if (!narrow) return link;
  return (
    <Tooltip content={section.label} keys={section.keys} side="right" className="lg:hidden">
      {link}
    </Tooltip>
  );
}

function AttentionCount({ count, narrow }: { count: number; narrow: boolean }) {
  return (
    <span
      className={cn(
        "ml-auto grid h-4.5 min-w-4.5 place-items-center rounded-full bg-bad-soft px-1.5 text-2xs font-semibold text-bad tabular-nums",
        narrow && "max-lg:absolute max-lg:top-0 max-lg:right-0 max-lg:h-4 max-lg:min-w-4 max-lg:px-1",
      )}
    >
      {count > 99 ? "99+" : count}
      <span className="sr-only"> {text.needAttention}</span>
    </span>
  );
}

function PaletteButton({ narrow, onOpen }: { narrow: boolean; onOpen?: () => void }) {
  const { openPalette } = usePalette();
  const commandKey = useCommandKey();
  return (
    <PlainButton
      onClick={() => {
        onOpen?.();
        openPalette();
      }}
      className={cn(
        "focus-ring mt-3 flex h-8 items-center gap-2.5 rounded-md border border-line bg-surface px-2 text-sm text-ink-faint transition-colors hover:border-line-strong hover:text-ink-muted",
        narrow && "max-lg:justify-center max-lg:px-0",
      )}
    >
      <Search className="size-4 shrink-0" strokeWidth={1.75} aria-hidden />
      <span className={cn("truncate", narrow && "max-lg:sr-only")}>{text.searchButton}</span>
      <span className={cn("ml-auto", narrow && "max-lg:hidden")} suppressHydrationWarning>
        <Kbd keys={[commandKey, "K"]} />
      </span>
    </PlainButton>
  );
}

function HealthDot({ health }: { health: Health }) {
  const look = "focus-ring grid size-7 place-items-center rounded-md transition-colors hover:bg-ink/5";
  return (
    <Tooltip content={health.label}>
      {health.href ? (
        <Link href={health.href} aria-label={text.health(health.label)} className={look}>
          <StateDot state={health.state} />
        </Link>
      ) : (
        <span role="img" aria-label={text.health(health.label)} className={look}>
          <StateDot state={health.state} />
        </span>
      )}
    </Tooltip>
  );
}
