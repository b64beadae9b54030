"use client";

import { useState } from "react";
import type { BulkChange, OfferedStream } from "@/components/connections/draft";
import { Button } from "@/components/ui/button";
import { Combobox } from "@/components/ui/combobox";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import * as text from "@/text/streams";

export type BulkAsking = "cursor" | "key" | "rename";

export interface BulkDialogProps {
  asking: BulkAsking;
  targets: OfferedStream[];
  onClose: () => void;
  onApply: (change: BulkChange) => void;
}

/** Asks for what is set in all of them. */
export function BulkDialog({ asking, targets, onClose, onApply }: BulkDialogProps) {
  const [field, setField] = useState("");
  const [before, setBefore] = useState("");
  const [behind, setBehind] = useState("");
  const first = targets[0]?.name ?? "";
  const change: BulkChange =
    asking === "rename" ? { type: "rename", before, behind } : { type: asking, field };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={text.bulkTitles[asking]}
      description={text.ofChosen(targets.length)}
      footer={
        <Button
          variant="primary"
          type="button"
          disabled={asking !== "rename" && field === ""}
          onClick={() => {
            onApply(change);
            onClose();
          }}
        >
          {text.change(targets.length)}
        </Button>
      }
    >
      {asking === "rename" ? (
        <div className="grid gap-4 md:grid-cols-2">
          <Field label={text.beforeName}>
            <Input mono value={before} onChange={(event) => setBefore(event.target.value)} />
          </Field>
          <Field label={text.behindName}>
            <Input mono value={behind} onChange={(event) => setBehind(event.target.value)} />
          </Field>
          <p className="text-xs text-ink-muted md:col-span-2">
            {before + behind === ""
              ? text.namedAsConnection
              : text.becomes(first, `${before}${first}${behind}`)}
          </p>
        </div>
      ) : (
        <Field label={text.field} required help={text.fieldMissingMeaning}>
          <Combobox
            value={field || undefined}
            onValueChange={setField}
            options={commonFields(targets, asking).map(({ name, count }) => ({
              value: name,
              label: name,
              description: text.inStreams(count),
            }))}
          />
        </Field>
      )}
    </Dialog>
  );
}

const maxOffered = 200;

/** What could serve, the most common first. */
function commonFields(targets: OfferedStream[], asking: BulkAsking): { name: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const stream of targets) {
    const names =
      asking === "cursor"
        ? stream.cursorFields
        : stream.fields.filter(({ canBeKey }) => canBeKey).map(({ name }) => name);
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .toSorted((one, other) => other.count - one.count)
    .slice(0, maxOffered);
}
