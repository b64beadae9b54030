"use client";

import { useEffect, useRef } from "react";
import { stepSequence, type KeyBinding } from "./key-sequence";

export interface RunnableBinding extends KeyBinding {
  run: () => void;
}

const forgetAfterMs = 1000;

/** Runs bindings on keys typed to the page: never while one types text or has a menu or dialog open. */
export function useKeyBindings(bindings: readonly RunnableBinding[]): void {
  const current = useRef(bindings);
  useEffect(() => {
    current.current = bindings;
  }, [bindings]);

  useEffect(() => {
    let pending: readonly string[] = [];
    let lastMs = 0;
    function onKeyDown(event: KeyboardEvent) {
      if (
        event.defaultPrevented ||
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        isElsewhere(event.target)
      )
        return;
      if (event.timeStamp - lastMs > forgetAfterMs) pending = [];
      lastMs = event.timeStamp;
      const step = stepSequence(current.current, pending, event.key);
      pending = step.pending;
      if (!step.match) return;
      event.preventDefault();
      step.match.run();
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}

function isElsewhere(target: EventTarget | null): boolean {
  if (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest("input, textarea, select"))
  )
    return true;
  return document.querySelector("[role=dialog], [role=alertdialog], [role=menu], [role=listbox]") !== null;
}
