"use client";

import { Sheet } from "@/components/ui/sheet";
import * as text from "@/text/shell";
import type { ShellFrame } from "./app-shell";
import { Rail } from "./rail";

export interface PhoneRailProps extends ShellFrame {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** The rail as a sheet. */
export function PhoneRail({ open, onOpenChange, ...frame }: PhoneRailProps) {
  return (
    <Sheet open={open} onOpenChange={onOpenChange} side="left" size="sm" title={text.sections} hideTitle>
      <Rail {...frame} form="sheet" onNavigate={() => onOpenChange(false)} />
    </Sheet>
  );
}
