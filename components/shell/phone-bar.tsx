"use client";

import { Menu, Search } from "lucide-react";
import { useState } from "react";
import { IconButton } from "@/components/ui/icon-button";
import { onDemand } from "@/components/ui/on-demand";
import * as text from "@/text/shell";
import type { ShellFrame } from "./app-shell";
import { usePalette } from "./command-provider";
import { ProductMark } from "./product-mark";

const PhoneRail = onDemand(async () => (await import("./phone-rail")).PhoneRail);

/** Below 720 px: the rail behind a button, the palette behind another. */
export function PhoneBar(frame: ShellFrame) {
  const [open, setOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  const { openPalette } = usePalette();
  return (
    <header className="sticky top-0 z-20 flex h-12 items-center gap-2 border-b border-line bg-canvas px-2 md:hidden">
      <IconButton
        label={text.sections}
        icon={<Menu strokeWidth={1.75} />}
        aria-expanded={open}
        onClick={() => {
          setOpen(true);
          setWasOpened(true);
        }}
      />
      {wasOpened && <PhoneRail {...frame} open={open} onOpenChange={setOpen} />}
      <ProductMark />
      <span className="min-w-0 truncate text-sm font-semibold">{frame.workspace}</span>
      <IconButton
        label={text.searchOrGoTo}
        icon={<Search strokeWidth={1.75} />}
        onClick={openPalette}
        className="ml-auto"
      />
    </header>
  );
}
