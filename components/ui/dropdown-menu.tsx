"use client";

import { Check } from "lucide-react";
import Link from "next/link";
import { Slot } from "radix-ui";
import { useId, type ReactNode } from "react";
import { cn } from "./cn";
import { floatingItem, floatingLabel, floatingSeparator } from "./floating";
import { Kbd } from "./kbd";
import { LazyMenuList } from "./lazy-menu-list";
import { useMenuParts } from "./menu-parts";
import { useMenuTrigger } from "./use-menu-trigger";

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
  const id = useId();
  const { trigger: opener, list, isNear } = useMenuTrigger();
  return (
    <>
      <Slot.Root id={id} aria-haspopup="menu" {...opener}>
        {trigger}
      </Slot.Root>
      {isNear && (
        <LazyMenuList
          {...list}
          role="menu"
          labelledBy={id}
          side={side}
          align={align}
          className={cn("max-h-(--radix-dropdown-menu-content-available-height) min-w-48", className)}
        >
          {children}
        </LazyMenuList>
      )}
    </>
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
  const { Item } = useMenuParts();
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
      <Item asChild disabled={disabled} className={look}>
        <Link href={href}>{content}</Link>
      </Item>
    );
  }
  return (
    <Item disabled={disabled} onSelect={onSelect} className={look}>
      {content}
    </Item>
  );
}

export interface MenuRadioGroupProps {
  label?: string;
  value: string;
  onValueChange: (value: string) => void;
  options: readonly { value: string; label: string; icon?: ReactNode }[];
}

export function MenuRadioGroup({ label, value, onValueChange, options }: MenuRadioGroupProps) {
  const { RadioGroup, RadioItem, ItemIndicator } = useMenuParts();
  return (
    <RadioGroup value={value} onValueChange={onValueChange}>
      {label && <MenuLabel>{label}</MenuLabel>}
      {options.map((option) => (
        <RadioItem
          key={option.value}
          value={option.value}
          className={cn(floatingItem, "[&>svg]:text-ink-muted")}
        >
          {option.icon}
          {option.label}
          <ItemIndicator className="ml-auto pl-4">
            <Check className="size-4 text-accent" strokeWidth={1.75} aria-hidden />
          </ItemIndicator>
        </RadioItem>
      ))}
    </RadioGroup>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  const { Label } = useMenuParts();
  return <Label className={floatingLabel}>{children}</Label>;
}

export function MenuSeparator() {
  const { Separator } = useMenuParts();
  return <Separator className={floatingSeparator} />;
}
