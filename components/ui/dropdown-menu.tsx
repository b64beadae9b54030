"use client";

import { Check } from "lucide-react";
import Link from "next/link";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { floatingItem, floatingLabel, floatingSeparator, floatingSurface } from "./floating";
import { Kbd } from "./kbd";

export interface DropdownMenuProps {
  /** One element that opens it. */
  trigger: ReactNode;
  side?: "top" | "right" | "bottom" | "left";
  align?: "start" | "center" | "end";
  className?: string;
  children: ReactNode;
}

export function DropdownMenu({
  trigger,
  side = "bottom",
  align = "end",
  className,
  children,
}: DropdownMenuProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className={cn(
            floatingSurface,
            "max-h-(--radix-dropdown-menu-content-available-height) min-w-48 overflow-y-auto p-1",
            className,
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export interface MenuItemProps {
  /** Goes there; otherwise `onSelect` runs. */
  href?: string;
  onSelect?: () => void;
  icon?: ReactNode;
  keys?: readonly string[];
  tone?: "plain" | "danger";
  disabled?: boolean;
  children: ReactNode;
}

export function MenuItem({ href, onSelect, icon, keys, tone = "plain", disabled, children }: MenuItemProps) {
  const look = cn(
    floatingItem,
    tone === "danger" && "text-bad data-[highlighted]:bg-bad-soft",
    icon && "[&>svg]:text-ink-muted",
    tone === "danger" && "[&>svg]:text-bad",
  );
  const content = (
    <>
      {icon}
      <span className="min-w-0 truncate">{children}</span>
      {keys && (
        <span className="ml-auto pl-4">
          <Kbd keys={keys} />
        </span>
      )}
    </>
  );
  if (href !== undefined) {
    return (
      <Radix.Item asChild disabled={disabled} className={look}>
        <Link href={href}>{content}</Link>
      </Radix.Item>
    );
  }
  return (
    <Radix.Item disabled={disabled} onSelect={onSelect} className={look}>
      {content}
    </Radix.Item>
  );
}

export interface MenuRadioGroupProps {
  label?: string;
  value: string;
  onValueChange: (value: string) => void;
  options: readonly { value: string; label: string; icon?: ReactNode }[];
}

export function MenuRadioGroup({ label, value, onValueChange, options }: MenuRadioGroupProps) {
  return (
    <Radix.RadioGroup value={value} onValueChange={onValueChange}>
      {label && <MenuLabel>{label}</MenuLabel>}
      {options.map((option) => (
        <Radix.RadioItem
          key={option.value}
          value={option.value}
          className={cn(floatingItem, "[&>svg]:text-ink-muted")}
        >
          {option.icon}
          {option.label}
          <Radix.ItemIndicator className="ml-auto pl-4">
            <Check className="size-4 text-accent" strokeWidth={1.75} aria-hidden />
          </Radix.ItemIndicator>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className={floatingLabel}>{children}</Radix.Label>;
}

export function MenuSeparator() {
  return <Radix.Separator className={floatingSeparator} />;
}
