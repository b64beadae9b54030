import type { ReactNode } from "react";
import * as text from "@/text/shell";

/** One line of the palette. It goes somewhere (`href`) or does something (`run`; only from client components). */
export interface PaletteCommand {
  id: string;
  title: string;
  /** Lines of one group stand together under its name. */
  group?: string;
  href?: string;
  run?: () => void;
  icon?: ReactNode;
  /** At the right: "Connection", a connector's name. */
  hint?: string;
  /** Other words that find it. */
  keywords?: readonly string[];
  /** Keys that do the same outside the palette: ["n"], or in sequence ["g", "s"]. */
  keys?: readonly string[];
}

/** In the order in which the groups first appear. */
export function groupCommands(
  commands: readonly PaletteCommand[],
): { group: string; commands: PaletteCommand[] }[] {
  const groups = new Map<string, PaletteCommand[]>();
  for (const command of commands) {
    const group = command.group ?? text.actionsGroup;
    const members = groups.get(group);
    if (members) members.push(command);
    else groups.set(group, [command]);
  }
  return [...groups].map(([group, members]) => ({ group, commands: members }));
}
