"use client";

import { useState } from "react";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { cn } from "@/components/ui/cn";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import { call } from "@/lib/action/call";
import { editStateAction } from "@/lib/connections/actions";
import * as stateText from "@/text/connection-state";
import { feedLabel } from "./feed-label";
import { stateLines } from "./state-lines";

export interface EditStateProps {
  connection: { id: string; name: string };
  feedId: string;
  position: unknown;
  onClose: () => void;
}

/** A feed's position as JSON: what changes is shown, and the connection's name is typed first. */
export function EditState({ connection, feedId, position, onClose }: EditStateProps) {
  const [text, setText] = useState(() => JSON.stringify(position, null, 2));
  const read = readJson(text);
  const isSame = "value" in read && JSON.stringify(read.value) === JSON.stringify(position);

  async function save() {
    if (!("value" in read)) throw new Error(stateText.noJsonYet);
    if (isSame) throw new Error(stateText.nothingChanged);
    // Both are JSON: the one as the destination gave it, the other as it was just read.
    const result = await call(editStateAction)({
      id: connection.id,
      feedId,
      seen: position as never,
      position: read.value as never,
    });
    if (!result.ok) throw new Error(result.error.message);
  }

  return (
    <AlertDialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={stateText.editTitle(feedLabel(feedId))}
      description={stateText.editMeaning}
      confirmLabel={stateText.replacePosition}
      typeToConfirm={connection.name}
      onConfirm={save}
    >
      <Field label={stateText.position} required error={"problem" in read ? read.problem : undefined}>
        <Textarea mono rows={8} value={text} onChange={(event) => setText(event.target.value)} />
      </Field>
      {"value" in read && (
        <div className="grid gap-1">
          <span className="text-xs text-ink-muted">
            {isSame ? stateText.nothingChanges : stateText.whatChanges}
          </span>
          {!isSame && (
            <pre
              aria-label={stateText.whatChanges}
              className="max-h-40 overflow-auto rounded-md border border-line bg-sunken px-3 py-2 font-mono text-xs"
            >
              {stateLines(position, read.value).map(({ sign, text: line }, index) => (
                <span
                  key={index}
                  className={cn("block", sign === "+" && "text-ok", sign === "−" && "text-bad")}
                >
                  {sign} {line}
                </span>
              ))}
            </pre>
          )}
        </div>
      )}
    </AlertDialog>
  );
}

function readJson(text: string): { value: unknown } | { problem: string } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    if (error instanceof SyntaxError) return { problem: stateText.noJson(error.message) };
    throw error;
  }
}
