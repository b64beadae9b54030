"use client";

import { Switch as Radix } from "radix-ui";
import { useFieldControl } from "./field-context";
import { useIsHydrated } from "./use-is-hydrated";

export interface SwitchProps {
  checked: boolean;
  onCheckedChange: (checked: boolean) => void;
  onBlur?: () => void;
  disabled?: boolean;
  id?: string;
  name?: string;
  "aria-label"?: string;
  "aria-describedby"?: string;
}

/** For what takes effect as a setting; a box to tick among many is a Checkbox. */
export function Switch({ checked, onCheckedChange, ...rest }: SwitchProps) {
  const field = useFieldControl(rest);
  const isHydrated = useIsHydrated();
  return (
    <Radix.Root
      {...rest}
      {...field}
      aria-disabled={!isHydrated || undefined}
      checked={checked}
      onCheckedChange={onCheckedChange}
      className="focus-ring inline-flex h-5 w-8.5 shrink-0 items-center rounded-full border border-line-strong bg-sunken px-0.5 transition-colors hover:border-ink-muted disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
    >
      <Radix.Thumb className="size-3.5 rounded-full bg-line-strong transition-transform duration-150 data-[state=checked]:translate-x-3.5 data-[state=checked]:bg-accent-ink" />
    </Radix.Root>
  );
}
