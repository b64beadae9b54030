"use client";

import { Ellipsis } from "lucide-react";
import { useState } from "react";
import { LazyAskRun } from "@/components/runs/lazy-ask-run";
import { askedKinds, runWords, type AskedKind } from "@/components/runs/run-plans";
import { isOn, useRuns } from "@/components/runs/use-run";
import { DropdownMenu, MenuItem, MenuLabel, MenuSeparator } from "@/components/ui/dropdown-menu";
import { IconButton } from "@/components/ui/icon-button";
import * as text from "@/text/connections";

export interface ConnectionMenuProps {
  connectionId: string;
  name: string;
  isActive: boolean;
}

/** What can be done with a connection beside syncing it. */
export function ConnectionMenu({ connectionId, name, isActive }: ConnectionMenuProps) {
  const { data } = useRuns(connectionId);
  const [asked, setAsked] = useState<AskedKind>();
  const isBusy = isOn(data?.items[0]);
  return (
    <>
      <DropdownMenu
        trigger={
          <IconButton
            label={text.moreActions}
            tooltip={false}
            variant="secondary"
            icon={<Ellipsis strokeWidth={1.75} aria-hidden />}
          />
        }
      >
        {isBusy && <MenuLabel>{text.onceRunEnded}</MenuLabel>}
        {!isBusy && !isActive && <MenuLabel>{text.onceResumed}</MenuLabel>}
        {askedKinds.map((kind) => (
          <MenuPart key={kind} kind={kind}>
            <MenuItem
              disabled={isBusy || (!isActive && kind !== "sample")}
              tone={runWords[kind].isFinal ? "danger" : "plain"}
              onSelect={() => setAsked(kind)}
            >
              {runWords[kind].menu}…
            </MenuItem>
          </MenuPart>
        ))}
      </DropdownMenu>
      {asked && (
        <LazyAskRun
          connectionId={connectionId}
          name={name}
          kind={asked}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}

/** A line before the kinds that write to the real tables. */
function MenuPart({ kind, children }: { kind: AskedKind; children: React.ReactNode }) {
  return (
    <>
      {(kind === "refresh" || kind === "clear") && <MenuSeparator />}
      {children}
    </>
  );
}
