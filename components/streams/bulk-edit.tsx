"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { DropdownMenu, MenuItem, MenuLabel } from "@/components/ui/dropdown-menu";
import { formatCount, formatCountOf } from "@/components/ui/format";
import { toast } from "@/components/ui/toaster";
import { syncModes } from "@/lib/sync/modes";
import { syncModeWords, type BulkChange, type OfferedStream } from "@/components/connections/draft";
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
  const count = formatCountOf(targets.length, "chosen stream");

  function apply(change: BulkChange) {
    const changed = onChange(change);
    const left = targets.length - changed;
    if (left > 0)
      toast.warning(`${formatCount(changed)} changed. ${formatCountOf(left, "stream")} cannot, and stayed.`);
  }

  return (
    <>
      <DropdownMenu
        align="start"
        trigger={
          <Button size="sm" type="button" disabled={targets.length === 0}>
            Edit {count}
          </Button>
        }
      >
        <MenuLabel>Sync mode</MenuLabel>
        {syncModes.map((syncMode) => (
          <MenuItem key={syncMode} onSelect={() => apply({ type: "mode", syncMode })}>
            {syncModeWords[syncMode]}
          </MenuItem>
        ))}
        <MenuLabel>Fields</MenuLabel>
        <MenuItem onSelect={() => setAsking("cursor")}>Set the cursor field…</MenuItem>
        <MenuItem onSelect={() => setAsking("key")}>Set the primary key…</MenuItem>
        <MenuItem onSelect={() => apply({ type: "fields" })}>Take all fields</MenuItem>
        <MenuLabel>Table</MenuLabel>
        <MenuItem onSelect={() => setAsking("rename")}>Name the tables…</MenuItem>
      </DropdownMenu>
      {asking && (
        <BulkDialog asking={asking} targets={targets} onClose={() => setAsking(undefined)} onApply={apply} />
      )}
    </>
  );
}
