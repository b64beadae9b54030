import type { ReactNode } from "react";
import { cn } from "./cn";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger";
export type ButtonSize = "sm" | "md";

export interface ButtonLook {
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** A 16 px icon before the words. */
  icon?: ReactNode;
}

/** How a button looks, for what is none: a link, a download. */
export function buttonClass({ variant = "secondary", size = "md" }: ButtonLook, className?: string): string {
  return cn(
    "focus-ring relative inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap select-none",
    "transition-colors aria-busy:cursor-default disabled:cursor-not-allowed [&_svg]:size-4 [&_svg]:shrink-0",
    sizes[size],
    variants[variant],
    className,
  );
}

const sizes: Record<ButtonSize, string> = {
  sm: "h-7 px-2.5 text-xs",
  md: "h-8 px-3 text-sm",
};

const variants: Record<ButtonVariant, string> = {
  primary:
    "border-transparent bg-accent text-accent-ink hover:bg-accent-strong disabled:bg-line disabled:text-ink-faint",
  secondary:
    "border-line-strong/50 bg-surface text-ink hover:border-line-strong hover:bg-sunken disabled:border-line disabled:bg-surface disabled:text-ink-faint",
  ghost:
    "border-transparent text-ink-muted hover:bg-ink/6 hover:text-ink disabled:bg-transparent disabled:text-ink-faint",
  danger:
    "border-transparent bg-danger text-danger-ink hover:bg-danger-strong disabled:bg-line disabled:text-ink-faint",
};
