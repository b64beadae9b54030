"use client";

import { useEffect, useRef, type FormEvent, type ReactNode } from "react";
import { useMay } from "@/components/shell/only-for";
import { ReasonCard } from "@/components/status/reason-card";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { LeaveGuard } from "@/components/ui/leave-guard";
import { toast } from "@/components/ui/toaster";
import type { ActionError } from "@/lib/action";
import * as text from "@/text/connection-settings";
import { issueAt } from "./use-draft";

export interface DraftFormProps {
  /** Of `useDraft`. */
  draft: {
    busy: boolean;
    isChanged: boolean;
    isStale: boolean;
    error: ActionError | undefined;
    load: () => void;
  };
  label: string;
  /** Names the form for screen readers. */
  name: string;
  /** Parts of what is sent whose problems stand at their own fields; all others are said at the foot. */
  problemsAt?: readonly string[];
  /** Takes the page's width. */
  wide?: boolean;
  /** Whether it was saved. */
  onSave: () => Promise<boolean>;
  children: ReactNode;
}

const firstToMend = '[aria-invalid="true"], [role="alert"] button';

/** The frame of a form over a draft of a connection: its buttons, and what became of a save. Only editors may change it. */
export function DraftForm({
  draft,
  label,
  name,
  problemsAt = [],
  wide = false,
  onSave,
  children,
}: DraftFormProps) {
  const canEdit = useMay("editor");
  const form = useRef<HTMLFormElement>(null);
  const { busy, isChanged, isStale, error, load } = draft;

  // Once it is drawn: the first field that is refused, or what there is to do about it.
  useEffect(() => {
    if (error) form.current?.querySelector<HTMLElement>(firstToMend)?.focus();
  }, [error]);

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (await onSave()) toast.success(text.saved);
  }

  return (
    <form
      ref={form}
      noValidate
      aria-label={name}
      onSubmit={(event) => void submit(event)}
      className={cn("grid grid-cols-1 gap-4", !wide && "max-w-160")}
    >
      <LeaveGuard when={isChanged} description={text.notSaved} />
      <fieldset disabled={!canEdit} className="contents">
        {children}
      </fieldset>
      {error && !problemsAt.some((part) => issueAt(error, part)) && (
        <ReasonCard
          tone={isStale ? "warn" : "bad"}
          what={error.message}
          {...(error.errorId ? { errorId: error.errorId } : {})}
          {...(isStale
            ? {
                advice: text.staleAdvice,
                actions: <Button onClick={load}>{text.loadPresent}</Button>,
              }
            : {})}
        />
      )}
      {canEdit && (
        <div className="flex items-center gap-2">
          <Button type="submit" busy={busy}>
            {label}
          </Button>
          {isChanged && !isStale && (
            <Button variant="ghost" disabled={busy} onClick={load}>
              {text.discardChanges}
            </Button>
          )}
        </div>
      )}
    </form>
  );
}
