"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import type { z } from "zod";
import type { ActionError, ActionResult } from "@/lib/action";
import { onSaved, saveOwn, type OwnChange } from "./own-changes";

interface Draft<Value> {
  value: Value;
  /** What the person saw when they began to type: a save from another one is refused. */
  base: number;
  /** Set once it is saved: shown until what is drawn has it. */
  savedAs?: number;
}

interface Drawn<Value> {
  id: string;
  revision: number;
  value: Value;
}

/**
 * A form over a part of a connection. Untouched, it shows what is drawn; touched, it keeps what was typed, whatever is
 * drawn meanwhile, and saves it against the revision that it was typed over.
 */
export function useDraft<Value>({ id, revision, value: drawn }: Drawn<Value>) {
  const router = useRouter();
  const [draft, setDraft] = useState<Draft<Value>>();
  const [error, setError] = useState<ActionError>();
  const [busy, setBusy] = useState(false);
  const isDrawn = draft?.savedAs !== undefined && revision >= draft.savedAs;
  const held = isDrawn ? undefined : draft;

  useEffect(
    () =>
      onSaved((saved) => {
        if (saved.id !== id) return;
        // Only where nobody else's change lies between the two.
        setDraft(
          (own) => own && { ...own, base: own.base + 1 === saved.revision ? saved.revision : own.base },
        );
      }),
    [id],
  );

  function set(value: Value) {
    const isBack = !busy && held?.savedAs === undefined && isSame(value, drawn);
    setDraft(isBack ? undefined : { value, base: held?.savedAs ?? held?.base ?? revision });
  }

  async function save(
    send: (value: Value, base: number) => Promise<ActionResult<{ revision: number }>>,
    shown: OwnChange = {},
  ): Promise<boolean> {
    const value = held?.value ?? drawn;
    const base = held?.savedAs ?? held?.base ?? revision;
    setBusy(true);
    setError(undefined);
    const result = await saveOwn(id, shown, () => send(value, base));
    setBusy(false);
    if (!result.ok) {
      setError(result.error);
      return false;
    }
    setDraft((own) => afterSave(own, { value, base, savedAs: result.data.revision }));
    return true;
  }

  /** Lets go of what was typed, for what is there now. */
  function load() {
    setDraft(undefined);
    setError(undefined);
    router.refresh();
  }

  return {
    value: held?.value ?? drawn,
    set,
    save,
    load,
    error,
    busy,
    isChanged: held !== undefined && held.savedAs === undefined,
    isStale: error?.issues.some(({ path }) => path.length === 1 && path[0] === "revision") ?? false,
  };
}

/** What was typed while it was saved is not saved yet. */
function afterSave<Value>(own: Draft<Value> | undefined, saved: Draft<Value>): Draft<Value> {
  return own && own.savedAs === undefined && own.value !== saved.value ? own : saved;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** What was said about a field, by its path in what was sent. */
export function issueAt(error: ActionError | undefined, ...field: string[]): string | undefined {
  return error?.issues.find(({ path }) => {
    const from = path[0] === "changes" ? 1 : 0;
    return field.every((key, index) => path[from + index] === key);
  })?.message;
}

/** What the shared schema refuses before it is sent, as the service would say it. */
export function refusedBy(error: z.ZodError, ...under: string[]): { ok: false; error: ActionError } {
  const issues = error.issues.map(({ path, message }) => ({
    path: [...under, ...path.map((key) => (typeof key === "number" ? key : String(key)))],
    message,
  }));
  const message = issues[0]?.message ?? error.message;
  return { ok: false, error: { code: "invalid_input", message, issues } };
}
