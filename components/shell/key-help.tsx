"use client";

import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { groupCommands, type PaletteCommand } from "./command";
import { useCommandKey } from "./platform";

export interface KeyHelpProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  commands: readonly PaletteCommand[];
}

/** All keys that work on this page. */
export function KeyHelp({ open, onOpenChange, commands }: KeyHelpProps) {
  const commandKey = useCommandKey();
  const bound = commands.filter((command) => command.keys);
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keys" size="sm">
      <div className="grid gap-5 pb-1">
        {groupCommands(bound).map(({ group, commands: members }) => (
          <KeyGroup
            key={group}
            title={group}
            lines={members.map(({ title, keys = [] }) => ({ title, keys }))}
          />
        ))}
        <KeyGroup
          title="Everywhere"
          lines={[
            { title: "Search or go to", keys: [commandKey, "K"] },
            { title: "These keys", keys: ["?"] },
            { title: "Close", keys: ["Esc"] },
          ]}
        />
      </div>
    </Dialog>
  );
}

function KeyGroup({
  title,
  lines,
}: {
  title: string;
  lines: readonly { title: string; keys: readonly string[] }[];
}) {
  return (
    <section className="grid gap-1">
      <h3 className="text-2xs font-medium text-ink-faint">{title}</h3>
      <dl>
        {lines.map((line) => (
          <div key={line.title} className="flex h-7 items-center justify-between text-sm">
            <dt>{line.title}</dt>
            <dd>
              <Kbd keys={line.keys} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
