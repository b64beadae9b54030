"use client";

import { useState } from "react";

/** Runs what a confirm button does: busy meanwhile, `onDone` when it went well, the message when it did not. */
export function useConfirm(onConfirm: () => void | Promise<void>, onDone?: () => void) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  async function confirm() {
    setBusy(true);
    setProblem(undefined);
    try {
      await onConfirm();
      onDone?.();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  }
  return { busy, problem, confirm: () => void confirm() };
}
