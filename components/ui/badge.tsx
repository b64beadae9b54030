import type { ReactNode } from "react";
import { cn } from "./cn";
import { stateSoft, stateText, type State } from "./state";

export interface BadgeProps {
  /** A state's colours, or quiet for a plain fact. */
  tone?: State | "quiet" | "accent";
  icon?: ReactNode;
  className?: string;
  children: ReactNode;
}

export function Badge({ tone = "quiet", icon, className, children }: BadgeProps) {
  return (
    <span
      className={cn(
        "inline-flex h-5 max-w-full items-center gap-1 rounded-sm px-1.5 text-xs font-medium whitespace-nowrap tabular-nums [&>svg]:size-3.5 [&>svg]:shrink-0",
        tone === "quiet" && "bg-waiting-soft text-ink-muted",
        tone === "accent" && "bg-accent-soft text-accent",
        tone !== "quiet" && tone !== "accent" && [stateSoft[tone], stateText[tone]],
        className,
      )}
    >
      {icon}
      <span className="truncate">{children}</span>
    </span>
  );
}
