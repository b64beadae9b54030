"use client";

import { Menu, Search } from "lucide-react";
import { useState } from "react";
import { IconButton } from "@/components/ui/icon-button";
import { Sheet } from "@/components/ui/sheet";
import type { ShellFrame } from "./app-shell";
import { usePalette } from "./command-provider";
import { ProductMark } from "./product-mark";
import { Rail } from "./rail";

/** Below 720 px: the rail behind a button, the palette behind another. */
export function PhoneBar(frame: ShellFrame) {
  const [open, setOpen] = useState(false);
  const { openPalette } = usePalette();
  return (
    <header className="sticky top-0 z-20 flex h-12 items-center gap-2 border-b border-line bg-canvas px-2 md:hidden">
      <Sheet
        open={open}
        onOpenChange={setOpen}
        side="left"
        size="sm"
        title="Sections"
        hideTitle
        trigger={<IconButton label="Sections" icon={<Menu strokeWidth={1.75} />} />}
      >
        <Rail {...frame} form="sheet" onNavigate={() => setOpen(false)} />
      </Sheet>
      <ProductMark />
      <span className="min-w-0 truncate text-sm font-semibold">{frame.workspace}</span>
      <IconButton
        label="Search or go to"
        icon={<Search strokeWidth={1.75} />}
        onClick={openPalette}
        className="ml-auto"
      />
    </header>
  );
}
