"use client";

import { useState } from "react";

/**
 * A dialog's `onCloseAutoFocus`: what had the focus when it opened has it again, and where that is gone the page's main
 * part. Radix by itself knows only a trigger, and a dialog that is opened from elsewhere would leave the focus nowhere.
 */
export function useReturnFocus(): (event: Event) => void {
  const [before] = useState(findOpener);
  return (event) => {
    if (before?.isConnected) {
      event.preventDefault();
      before.focus({ preventScroll: true });
    }
    setTimeout(keepFocus);
  };
}

/** Gives the focus to the page's main part where it is on nothing. */
export function keepFocus(): void {
  if (document.activeElement === null || document.activeElement === document.body)
    document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true });
}

/** A menu is gone once its item is chosen; its button stays. */
function findOpener(): HTMLElement | null {
  if (typeof document === "undefined" || document.activeElement === document.body) return null;
  const focused = document.activeElement;
  const menu = focused?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  const opener = menu ? document.getElementById(menu) : focused;
  return opener instanceof HTMLElement ? opener : null;
}
