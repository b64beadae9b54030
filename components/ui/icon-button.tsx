"use client";

import type { ReactNode } from "react";
import { Button, type ButtonProps } from "./button";
import { cn } from "./cn";
import { Tooltip } from "./tooltip";

export interface IconButtonProps extends Omit<ButtonProps, "icon" | "children"> {
  /** What it does; read aloud and shown on hover. */
  label: string;
  icon: ReactNode;
  /** Keys that do the same, shown beside the label. */
  keys?: readonly string[];
  /** Off where the icon says enough (a cross) and the button may get focus by itself. */
  tooltip?: boolean;
}

export function IconButton({
  label,
  icon,
  keys,
  tooltip = true,
  variant = "ghost",
  size = "md",
  className,
  ...rest
}: IconButtonProps) {
  const button = (
    <Button
      {...rest}
      variant={variant}
      size={size}
      aria-label={label}
      className={cn("px-0", size === "sm" ? "w-7" : "w-8", className)}
    >
      {icon}
    </Button>
  );
  if (!tooltip) return button;
  return (
    <Tooltip content={label} keys={keys}>
      {button}
    </Tooltip>
  );
}
