"use client";

import { Command } from "cmdk";
import { CornerDownLeft, Search } from "lucide-react";
import { Dialog } from "radix-ui";
import { useDeferredValue, useMemo, useState } from "react";
import { cn } from "@/components/ui/cn";
import { DialogContent, dialogFrame, scrim } from "@/components/ui/dialog";
import { floatingItem } from "@/components/ui/floating";
import { Kbd } from "@/components/ui/kbd";
import { matchScore } from "@/components/ui/match-score";
import * as text from "@/text/shell";
import { groupCommands, type PaletteCommand } from "./command";
import { useFoundCommands, type CommandSearch } from "./use-found-commands";

export interface CommandPaletteProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  commands: readonly PaletteCommand[];
  /** Finds what no page has loaded. */
  search?: CommandSearch;
  onPick: (command: PaletteCommand) => void;
}

export function CommandPalette({ open, onOpenChange, ...content }: CommandPaletteProps) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className={scrim} />
        <DialogContent aria-describedby={undefined} className={cn(dialogFrame, "max-w-150 overflow-hidden")}>
          <Dialog.Title className="sr-only">{text.commands}</Dialog.Title>
          <PaletteContent {...content} />
        </DialogContent>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

const notDrawn: ReturnType<typeof groupCommands> = [];

/* Mounted when the palette opens: each time it begins with nothing typed. What is typed into comes first, then the lines. */
function PaletteContent({ commands, search, onPick }: Omit<CommandPaletteProps, "open" | "onOpenChange">) {
  const [typed, setTyped] = useState("");
  const found = useFoundCommands(search, typed);
  const all = useMemo(() => groupCommands([...found.commands, ...commands]), [found.commands, commands]);
  const groups = useDeferredValue(all, notDrawn);
  const isDrawn = groups !== notDrawn;
  return (
    <Command loop filter={matchScore} label={text.commands} className="flex min-h-0 flex-col">
      <div className="flex items-center gap-2.5 border-b border-line px-4">
        <Search className="size-4 shrink-0 text-ink-faint" strokeWidth={1.75} aria-hidden />
        <Command.Input
          value={typed}
          onValueChange={setTyped}
          placeholder={text.commandsPlaceholder}
          className="h-12 w-full bg-transparent text-lg outline-none placeholder:text-ink-faint"
        />
      </div>
      <Command.List
        className={cn("max-h-100 overflow-y-auto overscroll-contain p-2", isDrawn ? "min-h-0" : "min-h-100")}
      >
        {isDrawn && (
          <Command.Empty className="px-2 py-10 text-center text-sm text-ink-muted">
            {found.isSearching ? text.searching : found.failed ? text.searchFailed : text.nothingMatches}
          </Command.Empty>
        )}
        {groups.map(({ group, commands: members }) => (
          <Command.Group
            key={group}
            heading={group}
            className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-faint"
          >
            {members.map((command) => (
              <PaletteLine key={command.id} command={command} onPick={onPick} />
            ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command>
  );
}

function PaletteLine({
  command,
  onPick,
}: {
  command: PaletteCommand;
  onPick: (command: PaletteCommand) => void;
}) {
  return (
    <Command.Item
      value={`${command.title}\n${command.id}`}
      keywords={[...(command.keywords ?? []), command.hint ?? "", command.group ?? ""]}
      onSelect={() => onPick(command)}
      className={cn(floatingItem, "group/line h-9 [&>svg]:text-ink-muted")}
    >
      {command.icon}
      <span className="min-w-0 truncate">{command.title}</span>
      <span className="ml-auto flex shrink-0 items-center gap-2 pl-4 text-xs text-ink-faint">
        {command.hint}
        {command.keys && <Kbd keys={command.keys} />}
        <CornerDownLeft
          className="invisible size-3.5 group-data-[selected=true]/line:visible"
          strokeWidth={1.75}
          aria-hidden
        />
      </span>
    </Command.Item>
  );
}
