"use client";

import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { formatList } from "@/components/ui/format";
import { Popover } from "@/components/ui/popover";
import type { OfferedStream } from "@/components/connections/draft";
import * as text from "@/text/streams";
import { keyChoices, samePath } from "./key-choices";

export interface KeyPickerProps {
  stream: OfferedStream;
  value: string[][];
  disabled: boolean;
  onChange: (key: string[][]) => void;
}

/** The fields that tell rows apart; several make a composite key. None: the hash of the whole row does. */
export function KeyPicker({ stream, value, disabled, onChange }: KeyPickerProps) {
  const words = formatList(value.map((path) => path.join(".")));
  return (
    <Popover
      label={text.keyOf(stream.name)}
      trigger={
        <Button
          size="sm"
          variant="ghost"
          type="button"
          disabled={disabled}
          aria-label={words ? text.keyOfIs(stream.name, words) : text.keyOfIsWholeRow(stream.name)}
          title={words}
          className="-ml-2 max-w-40"
        >
          <span className="truncate">{words || text.wholeRow}</span>
        </Button>
      }
    >
      <div className="grid max-h-80 w-64 gap-2 overflow-y-auto">
        {keyChoices(stream, value).map(({ path, refusal }) => {
          const isChosen = value.some((chosen) => samePath(chosen, path));
          return (
            <Checkbox
              key={path.join("\u0000")}
              label={path.join(".")}
              checked={isChosen}
              disabled={refusal !== null && !isChosen}
              help={refusal}
              onCheckedChange={(next) =>
                onChange(next ? [...value, path] : value.filter((chosen) => !samePath(chosen, path)))
              }
            />
          );
        })}
      </div>
    </Popover>
  );
}
