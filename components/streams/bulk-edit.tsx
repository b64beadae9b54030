"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { DropdownMenu, MenuItem, MenuLabel } from "@/components/ui/dropdown-menu";
import { toast } from "@/components/ui/toaster";
import { syncModes } from "@/lib/sync/modes";
import { syncModeWords, type BulkChange, type OfferedStream } from "@/components/connections/draft";
import * as text from "@/text/streams";
import type { BulkAsking } from "./bulk-dialog";

const BulkDialog = dynamic(async () => (await import("./bulk-dialog")).BulkDialog, { ssr: false });

export interface BulkEditProps {
  /** The chosen streams that the filters let through. */
  targets: OfferedStream[];
  /** Returns how many took the change. */
  onChange: (change: BulkChange) => number;
}

/** One change for many streams at once. */
export function BulkEdit({ targets, onChange }: BulkEditProps) {
  const [asking, setAsking] = useState<BulkAsking>();

  function apply(change: BulkChange) {
    const changed = onChange(change);
    const left = targets.length - changed;
    if (left > 0) toast.warning(text.someChanged(changed, left));
  }

  return (
    <>
      <DropdownMenu
        align="start"
        trigger={
          <Button size="sm" type="button" disabled={targets.length === 0}>
            {text.edit(targets.length)}
          </Button>
        }
      >
        <MenuLabel>{text.syncMode}</MenuLabel>
        {syncModes.map((syncMode) => (
          <MenuItem key={syncMode} onSelect={() => apply({ type: "mode", syncMode })}>
            {syncModeWords[syncMode]}
          </MenuItem>
        ))}
        <MenuLabel>{text.fields}</MenuLabel>
        <MenuItem onSelect={() => setAsking("cursor")}>{text.setCursor}</MenuItem>
        <MenuItem onSelect={() => setAsking("key")}>{text.setKey}</MenuItem>
        <MenuItem onSelect={() => apply({ type: "fields" })}>{text.takeAllFields}</MenuItem>
        <MenuLabel>{text.table}</MenuLabel>
        <MenuItem onSelect={() => setAsking("rename")}>{text.nameTables}</MenuItem>
      </DropdownMenu>
      {asking && (
        <BulkDialog asking={asking} targets={targets} onClose={() => setAsking(undefined)} onApply={apply} />
      )}
    </>
  );
}
