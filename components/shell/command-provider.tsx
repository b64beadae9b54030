"use client";

import { useRouter } from "next/navigation";
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { leave } from "@/components/ui/leaving";
import { onDemand } from "@/components/ui/on-demand";
import * as text from "@/text/shell";
import type { PaletteCommand } from "./command";
import type { NavSection } from "./sections";
import { useKeyBindings, type RunnableBinding } from "./use-key-bindings";
import type { CommandSearch } from "./use-found-commands";

// Most pages are left without either having been opened.
const CommandPalette = onDemand(async () => (await import("./command-palette")).CommandPalette);
const KeyHelp = onDemand(async () => (await import("./key-help")).KeyHelp);

interface PaletteContextValue {
  openPalette: () => void;
}

const PaletteContext = createContext<PaletteContextValue | null>(null);

export function usePalette(): PaletteContextValue {
  const palette = useContext(PaletteContext);
  if (!palette) throw new Error("usePalette stands outside AppShell: render the component inside the shell.");
  return palette;
}

export interface CommandProviderProps {
  sections: readonly NavSection[];
  commands: readonly PaletteCommand[];
  search?: CommandSearch;
  children: ReactNode;
}

export function CommandProvider({ sections, commands, search, children }: CommandProviderProps) {
  const [open, setOpen] = useState<"palette" | "keys">();
  const [wasOpened, setWasOpened] = useState(false);
  if (open !== undefined && !wasOpened) setWasOpened(true);
  const perform = usePerform();

  const context = useMemo(() => ({ openPalette: () => setOpen("palette") }), []);

  const all = useMemo(() => [...commands, ...sections.map(commandOf)], [commands, sections]);
  const bindings = useMemo(() => bindingsOf(all, perform, () => setOpen("keys")), [all, perform]);
  useKeyBindings(bindings);
  usePaletteKey(useCallback(() => setOpen((now) => (now === "palette" ? undefined : "palette")), []));

  return (
    <PaletteContext value={context}>
      {children}
      {wasOpened && (
        <>
          <CommandPalette
            open={open === "palette"}
            onOpenChange={(next) => setOpen(next ? "palette" : undefined)}
            commands={all}
            search={search}
            onPick={(command) => {
              setOpen(undefined);
              perform(command);
            }}
          />
          <KeyHelp
            open={open === "keys"}
            onOpenChange={(next) => setOpen(next ? "keys" : undefined)}
            commands={all}
          />
        </>
      )}
    </PaletteContext>
  );
}

function usePerform(): (command: PaletteCommand) => void {
  const router = useRouter();
  return useCallback(
    (command) => {
      const { href } = command;
      if (href !== undefined) leave(() => router.push(href));
      else command.run?.();
    },
    [router],
  );
}

/** ⌘K or Ctrl K, from anywhere, also while typing. */
function usePaletteKey(toggle: () => void): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (
        event.key.toLowerCase() !== "k" ||
        !(event.metaKey || event.ctrlKey) ||
        event.shiftKey ||
        event.altKey
      )
        return;
      event.preventDefault();
      toggle();
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [toggle]);
}

function commandOf(section: NavSection): PaletteCommand {
  const { href, label, icon, keys } = section;
  return { id: `go:${href}`, title: label, group: text.goToGroup, href, icon, keys };
}

function bindingsOf(
  commands: readonly PaletteCommand[],
  perform: (command: PaletteCommand) => void,
  openHelp: () => void,
): RunnableBinding[] {
  const own = commands.flatMap((command) =>
    command.keys ? [{ keys: command.keys, run: () => perform(command) }] : [],
  );
  return [...own, { keys: ["?"], run: openHelp }];
}
