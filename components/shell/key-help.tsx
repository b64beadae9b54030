"use client";

import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import * as text from "@/text/shell";
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
    <Dialog open={open} onOpenChange={onOpenChange} title={text.keys} size="sm">
      <div className="grid gap-5 pb-1">
        {groupCommands(bound).map(({ group, commands: members }) => (
          <KeyGroup
            key={group}
            title={group}
            lines={members.map(({ title, keys = [] }) => ({ title, keys }))}
          />
        ))}
        <KeyGroup
          title={text.everywhere}
          lines={[
            { title: text.searchOrGoTo, keys: [commandKey, "K"] },
            { title: text.theseKeys, keys: ["?"] },
            { title: text.close, keys: [text.escapeKey] },
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
